namespace JinaSharp;

/// <summary>The features of the stores that come with JinaSharp, so that a refusal can name an alternative.</summary>
/// <remarks>Each store declares its own features from here, so that the table cannot drift from what is true.</remarks>
public static class KnownStoreFeatures
{
    /// <summary>The embedded store, on disk or in memory.</summary>
    public const VectorStoreFeatures Embedded =
        VectorStoreFeatures.NamedVectors | VectorStoreFeatures.MultiVectors | VectorStoreFeatures.SparseVectors | VectorStoreFeatures.BinaryVectors
        | VectorStoreFeatures.KeywordSearch | VectorStoreFeatures.HybridSearch | VectorStoreFeatures.Grouping | VectorStoreFeatures.CoarseToFine
        | VectorStoreFeatures.NestedPayload | VectorStoreFeatures.StringOrderFilters | VectorStoreFeatures.StringMatchFilters
        | VectorStoreFeatures.Aliases | VectorStoreFeatures.PartialVectors;

    /// <summary>Qdrant.</summary>
    public const VectorStoreFeatures Qdrant =
        VectorStoreFeatures.NamedVectors | VectorStoreFeatures.MultiVectors | VectorStoreFeatures.SparseVectors
        | VectorStoreFeatures.HybridSearch | VectorStoreFeatures.Grouping | VectorStoreFeatures.CoarseToFine | VectorStoreFeatures.NestedPayload
        | VectorStoreFeatures.PayloadIndexes | VectorStoreFeatures.Aliases | VectorStoreFeatures.PartialVectors;

    /// <summary>Milvus.</summary>
    public const VectorStoreFeatures Milvus =
        VectorStoreFeatures.NamedVectors | VectorStoreFeatures.MultiVectors | VectorStoreFeatures.SparseVectors | VectorStoreFeatures.BinaryVectors
        | VectorStoreFeatures.HybridSearch | VectorStoreFeatures.Grouping | VectorStoreFeatures.NestedPayload
        | VectorStoreFeatures.StringOrderFilters | VectorStoreFeatures.StringMatchFilters | VectorStoreFeatures.PayloadIndexes | VectorStoreFeatures.Aliases;

    /// <summary>Chroma.</summary>
    public const VectorStoreFeatures Chroma = VectorStoreFeatures.None;

    private static readonly (string Store, VectorStoreFeatures Features)[] All =
        [("embedded", Embedded), ("qdrant", Qdrant), ("milvus", Milvus), ("chroma", Chroma)];

    /// <summary>The stores that have a feature.</summary>
    /// <param name="feature">One feature, or several.</param>
    /// <returns>Their names.</returns>
    public static IReadOnlyList<string> StoresWith(VectorStoreFeatures feature) =>
        [.. All.Where(entry => (entry.Features & feature) == feature).Select(entry => entry.Store)];
}
