using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>What a collection is made of.</summary>
public sealed record VectorCollectionDefinition
{
    /// <summary>The collection's name.</summary>
    public required string Name { get; init; }

    /// <summary>The vectors of every record; at least one, names unique.</summary>
    public required IReadOnlyList<VectorDefinition> Vectors { get; init; }

    /// <summary>Whether the text of records is indexed for keyword search.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool KeywordIndex { get; init; }

    /// <summary>The payload fields to index, by name.</summary>
    public IReadOnlyDictionary<string, PayloadIndexKind> PayloadIndexes { get; init; } = new Dictionary<string, PayloadIndexKind>();

    /// <summary>Free texts kept with the collection.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings that only one store knows, by that store's own documented names, such as <c>qdrant.shard_number</c>.</summary>
    public AdditionalPropertiesDictionary? AdditionalProperties { get; init; }

    /// <summary>A collection of one unnamed dense vector.</summary>
    /// <param name="name">The collection's name.</param>
    /// <param name="dimensions">The number of dimensions.</param>
    /// <param name="metric">How vectors are compared.</param>
    /// <param name="profile">The profile of the vectors, when an embedder makes them.</param>
    /// <param name="keywordIndex">Whether the text of records is indexed for keyword search.</param>
    /// <returns>The definition.</returns>
    public static VectorCollectionDefinition Dense(
        string name, int dimensions, DistanceMetric metric = DistanceMetric.Cosine, EmbeddingProfile? profile = null, bool keywordIndex = false) => new()
        {
            Name = name,
            Vectors = [new VectorDefinition { Dimensions = dimensions, Metric = metric, Profile = profile }],
            KeywordIndex = keywordIndex,
        };
}
