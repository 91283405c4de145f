namespace JinaSharp.Stores.Milvus;

/// <summary>The options of a store as read once.</summary>
internal sealed record MilvusSettings(string? Database, string ConsistencyLevel, string? Partition, TimeSpan LoadTimeout)
{
    public static readonly string[] ConsistencyLevels = ["Strong", "Session", "Bounded", "Eventually"];

    public static MilvusSettings From(MilvusStoreOptions options)
    {
        if (!ConsistencyLevels.Contains(options.ConsistencyLevel))
            throw new ArgumentException($"ConsistencyLevel is '{options.ConsistencyLevel}'; expected {string.Join(", ", ConsistencyLevels)}.", nameof(options));
        if (options.LoadTimeout < TimeSpan.Zero) throw new ArgumentException($"LoadTimeout is {options.LoadTimeout}; expected zero or more.", nameof(options));
        return new MilvusSettings(options.Database, options.ConsistencyLevel, options.Partition, options.LoadTimeout);
    }
}
