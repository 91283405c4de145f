using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>One vector of every record of a collection: its name, kind, size and metric.</summary>
public sealed record VectorDefinition
{
    /// <summary>The name of the vector that has none: <c>""</c>.</summary>
    public const string DefaultName = "";

    /// <summary>The vector's name.</summary>
    /// <value>The default is <see cref="DefaultName"/>. Stores that need a name write <c>vector</c> for it.</value>
    public string Name { get; init; } = DefaultName;

    /// <summary>The vector's kind.</summary>
    /// <value>The default is <see cref="VectorKind.Dense"/>.</value>
    public VectorKind Kind { get; init; } = VectorKind.Dense;

    /// <summary>The number of dimensions of the vector, or of a row of a multi-vector; zero for a sparse vector.</summary>
    public required int Dimensions { get; init; }

    /// <summary>How vectors are compared. Sparse vectors are always compared by dot product.</summary>
    /// <value>The default is <see cref="DistanceMetric.Cosine"/>.</value>
    public DistanceMetric Metric { get; init; } = DistanceMetric.Cosine;

    /// <summary>How the numbers are kept.</summary>
    /// <value>The default is <see cref="VectorStorage.Float32"/>.</value>
    public VectorStorage Storage { get; init; } = VectorStorage.Float32;

    /// <summary>The profile of the vectors, when an embedder makes them.</summary>
    /// <value>The default is null: the caller answers for them.</value>
    public EmbeddingProfile? Profile { get; init; }

    /// <summary>Settings that only one store knows, by that store's own documented names, such as <c>qdrant.on_disk</c>.</summary>
    public AdditionalPropertiesDictionary? AdditionalProperties { get; init; }
}
