namespace JinaSharp.Inference.Hub;

/// <summary>A file of a model as the hub describes it.</summary>
internal sealed record HubFile
{
    /// <summary>The path in the model.</summary>
    public required string Path { get; init; }

    /// <summary>The size in bytes; null while unknown.</summary>
    public long? Size { get; init; }

    /// <summary>SHA-256 of the content, for files in large-file storage.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The content's git blob id, for the others.</summary>
    public string? GitBlobId { get; init; }

    /// <summary>The entity tag of a server that publishes no hash.</summary>
    public string? EntityTag { get; init; }

    /// <summary>Whether the content can be checked.</summary>
    public bool HasHash => Sha256 is not null || GitBlobId is not null;

    /// <summary>What tells this content from another under the same path; null where nothing does.</summary>
    public string? Identity => Sha256 ?? GitBlobId ?? EntityTag;
}
