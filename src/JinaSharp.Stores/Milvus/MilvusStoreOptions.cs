namespace JinaSharp.Stores.Milvus;

/// <summary>Settings of a <see cref="MilvusStore"/>.</summary>
public sealed class MilvusStoreOptions : RemoteStoreOptions
{
    /// <summary>Creates options with the defaults of Milvus.</summary>
    public MilvusStoreOptions() => MaxBatchBytes = 16 * 1024 * 1024;

    /// <summary>The database.</summary>
    /// <value>The default is null: the server's own, <c>default</c>.</value>
    public string? Database { get; set; }

    /// <summary>What reads wait for: <c>Strong</c>, <c>Session</c>, <c>Bounded</c> or <c>Eventually</c>.</summary>
    /// <value>The default is <c>Strong</c>: a read sees every write that ended before it began. The others may not.</value>
    public string ConsistencyLevel { get; set; } = "Strong";

    /// <summary>The partition that all reads and writes go to; it must exist.</summary>
    /// <value>The default is null: writes go to the default partition, reads to all.</value>
    public string? Partition { get; set; }

    /// <summary>How long to wait for a collection to be loaded into memory when it is opened.</summary>
    /// <value>The default is 2 minutes.</value>
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromMinutes(2);
}
