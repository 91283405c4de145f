namespace JinaSharp.Client;

/// <summary>A classifier of the key's owner.</summary>
public sealed record ClassifierInfo
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The embedding model behind it.</summary>
    public string? Model { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Who may use it, as the service names it: <c>public</c> or <c>private</c>.</summary>
    public string? Access { get; init; }

    /// <summary>How often it was updated.</summary>
    public long? UpdatedCount { get; init; }

    /// <summary>How often it was used.</summary>
    public long? UsedCount { get; init; }

    /// <summary>When it was trained first.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was trained last.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
