namespace JinaSharp.Stores.Qdrant;

/// <summary>The options of a store as read once.</summary>
internal sealed record QdrantSettings(string IdField, string TextField, string? WriteOrdering, string? ReadConsistency, string? ShardKey)
{
    private static readonly string[] Orderings = ["weak", "medium", "strong"];
    private static readonly string[] Consistencies = ["majority", "quorum", "all"];

    public static QdrantSettings From(QdrantStoreOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.IdField, nameof(options));
        ArgumentException.ThrowIfNullOrEmpty(options.TextField, nameof(options));
        if (options.IdField == options.TextField) throw new ArgumentException($"IdField and TextField are both '{options.IdField}'; expected two names.", nameof(options));
        if (options.WriteOrdering is { } ordering && !Orderings.Contains(ordering))
            throw new ArgumentException($"WriteOrdering is '{ordering}'; expected {string.Join(", ", Orderings)}.", nameof(options));
        if (options.ReadConsistency is { } consistency && !Consistencies.Contains(consistency) && !int.TryParse(consistency, out _))
            throw new ArgumentException($"ReadConsistency is '{consistency}'; expected a number, {string.Join(", ", Consistencies)}.", nameof(options));
        return new QdrantSettings(options.IdField, options.TextField, options.WriteOrdering, options.ReadConsistency, options.ShardKey);
    }
}
