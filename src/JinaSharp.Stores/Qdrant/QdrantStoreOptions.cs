namespace JinaSharp.Stores.Qdrant;

/// <summary>Settings of a <see cref="QdrantStore"/>.</summary>
public sealed class QdrantStoreOptions : RemoteStoreOptions
{
    /// <summary>The payload field that keeps the id of a record whose point has another, as Qdrant takes only integers and UUIDs.</summary>
    /// <value>The default is <c>_id</c>.</value>
    public string IdField { get; set; } = "_id";

    /// <summary>The payload field that keeps the text of a record.</summary>
    /// <value>The default is <c>_text</c>.</value>
    public string TextField { get; set; } = "_text";

    /// <summary>The order that a cluster gives to writes: <c>weak</c>, <c>medium</c> or <c>strong</c>.</summary>
    /// <value>The default is null: the server's own, weak.</value>
    public string? WriteOrdering { get; set; }

    /// <summary>How many replicas of a cluster must agree on a read: a number, <c>majority</c>, <c>quorum</c> or <c>all</c>.</summary>
    /// <value>The default is null: one.</value>
    public string? ReadConsistency { get; set; }

    /// <summary>The shard key of every read and write, in collections that are cut by keys of their own.</summary>
    /// <value>The default is null: none.</value>
    public string? ShardKey { get; set; }
}
