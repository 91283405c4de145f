namespace JinaSharp.Stores.Qdrant;

/// <summary>The names of vectors on the server. One unnamed vector alone stays unnamed; beside others it is called <c>vector</c>.</summary>
/// <param name="IsUnnamed">Whether the collection has one vector without a name.</param>
/// <param name="Unnamed">The server's name of our unnamed vector, where it has one.</param>
/// <param name="Coarse">How many leading dimensions of a vector are kept as a second one, by our name of the vector.</param>
internal sealed record QdrantNames(bool IsUnnamed, string? Unnamed, IReadOnlyDictionary<string, int> Coarse)
{
    public const string DefaultVectorName = "vector";

    /// <summary>The setting of a vector that keeps its leading dimensions a second time.</summary>
    public const string CoarseSetting = "coarse_dimensions";

    public static QdrantNames Of(IReadOnlyList<VectorDefinition> vectors)
    {
        var coarse = vectors.Where(vector => CoarseDimensionsOf(vector) is not null).ToDictionary(vector => vector.Name, vector => CoarseDimensionsOf(vector)!.Value, StringComparer.Ordinal);
        var alone = coarse.Count == 0 && vectors is [{ Name: VectorDefinition.DefaultName, Kind: not VectorKind.Sparse }];
        return new QdrantNames(alone, !alone && vectors.Any(vector => vector.Name == VectorDefinition.DefaultName) ? DefaultVectorName : null, coarse);
    }

    /// <summary>How many leading dimensions of a vector its definition keeps a second time; null for none.</summary>
    public static int? CoarseDimensionsOf(VectorDefinition vector) => vector.AdditionalProperties?.GetValueOrDefault($"qdrant.{CoarseSetting}") switch
    {
        null => null,
        int number => number,
        var other => throw new VectorStoreException($"The setting 'qdrant.{CoarseSetting}' of vector '{vector.Name}' is {other} ({other.GetType().Name}); expected an Int32.") { Store = "qdrant", Code = "invalid_setting" },
    };

    public string ToServer(string name) => name == VectorDefinition.DefaultName ? Unnamed ?? name : name;

    public string FromServer(string name) => name == Unnamed ? VectorDefinition.DefaultName : name;

    /// <summary>The server's name of the vector that keeps the leading dimensions of another.</summary>
    public string CoarseToServer(string name) => CoarseToServer(ToServer(name), Coarse[name]);

    public static string CoarseToServer(string serverName, int dimensions) => $"{serverName}_{dimensions}d";

    /// <summary>The leading dimensions of a vector as they are kept; cosine vectors are brought back to unit length.</summary>
    public static float[] Head(ReadOnlySpan<float> values, int dimensions, DistanceMetric metric) =>
        metric == DistanceMetric.Cosine ? VectorMath.TruncateAndNormalize(values, dimensions) : values[..dimensions].ToArray();
}
