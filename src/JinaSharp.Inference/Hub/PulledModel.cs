namespace JinaSharp.Inference;

/// <summary>A model that is complete on this machine.</summary>
public sealed record PulledModel
{
    /// <summary>The model's id, such as <c>jinaai/jina-embeddings-v2-small-en</c>.</summary>
    public required string ModelId { get; init; }

    /// <summary>The revision that was asked for.</summary>
    public required string Revision { get; init; }

    /// <summary>The commit that the revision stood for.</summary>
    public required string Commit { get; init; }

    /// <summary>The folder of the files; any command or constructor that takes a model folder takes it.</summary>
    public required string Folder { get; init; }

    /// <summary>The files, by path.</summary>
    public required IReadOnlyList<PulledFile> Files { get; init; }

    /// <summary>The bytes that this call received.</summary>
    public required long BytesDownloaded { get; init; }
}
