namespace JinaSharp;

/// <summary>What a store declares that it can do. Asking for more is an error that names the stores which have it.</summary>
public sealed record VectorStoreCapabilities
{
    /// <summary>The store's name, such as <c>embedded</c>, <c>qdrant</c>, <c>milvus</c>, <c>chroma</c>.</summary>
    public required string Store { get; init; }

    /// <summary>What it can do.</summary>
    public required VectorStoreFeatures Features { get; init; }

    /// <summary>The metrics it knows.</summary>
    public IReadOnlySet<DistanceMetric> Metrics { get; init; } =
        new HashSet<DistanceMetric> { DistanceMetric.Cosine, DistanceMetric.Dot, DistanceMetric.Euclidean };

    /// <summary>The forms in which it keeps the numbers of dense vectors.</summary>
    /// <value>The default is all of them.</value>
    public IReadOnlySet<VectorStorage> Storages { get; init; } = new HashSet<VectorStorage>(Enum.GetValues<VectorStorage>());

    /// <summary>The forms in which it keeps the numbers of multi-vectors.</summary>
    /// <value>The default is <see cref="Storages"/>.</value>
    public IReadOnlySet<VectorStorage> MultiVectorStorages { get => field ?? Storages; init; }

    /// <summary>The largest number of dimensions of a dense vector.</summary>
    /// <value>The default is 65536.</value>
    public int MaxDimensions { get; init; } = 65536;

    /// <summary>The largest <c>Offset + Top</c> of a search.</summary>
    /// <value>The default is <see cref="int.MaxValue"/>.</value>
    public int MaxResultWindow { get; init; } = int.MaxValue;

    /// <summary>Whether the store has a feature.</summary>
    /// <param name="feature">One feature, or several.</param>
    /// <returns>True when it has all of them.</returns>
    public bool Has(VectorStoreFeatures feature) => (Features & feature) == feature;

    /// <summary>Refuses what the store cannot do.</summary>
    /// <param name="feature">The feature wanted.</param>
    /// <param name="what">What needs it, for the message, such as <c>A hybrid query</c>.</param>
    /// <param name="collection">The collection, for the error.</param>
    /// <exception cref="VectorStoreException">The store lacks the feature; the message names the stores that have it.</exception>
    public void Require(VectorStoreFeatures feature, string what, string? collection = null)
    {
        if (Has(feature)) return;
        var others = KnownStoreFeatures.StoresWith(feature);
        throw new VectorStoreException(
            $"{what} needs {feature}, which the store '{Store}' does not have. " +
            (others.Count > 0 ? $"Stores that have it: {string.Join(", ", others)}." : "No store of this version has it."))
        {
            Store = Store,
            Collection = collection,
            Code = "unsupported_feature",
        };
    }
}
