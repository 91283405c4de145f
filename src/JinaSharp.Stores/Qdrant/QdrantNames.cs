namespace JinaSharp.Stores.Qdrant;

/// <summary>The names of vectors on the server. One unnamed vector alone stays unnamed; beside others it is called <c>vector</c>.</summary>
/// <param name="IsUnnamed">Whether the collection has one vector without a name.</param>
/// <param name="Unnamed">The server's name of our unnamed vector, where it has one.</param>
internal sealed record QdrantNames(bool IsUnnamed, string? Unnamed)
{
    public const string DefaultVectorName = "vector";

    public static QdrantNames Of(IReadOnlyList<VectorDefinition> vectors)
    {
        var alone = vectors is [{ Name: VectorDefinition.DefaultName, Kind: not VectorKind.Sparse }];
        return new QdrantNames(alone, !alone && vectors.Any(vector => vector.Name == VectorDefinition.DefaultName) ? DefaultVectorName : null);
    }

    public string ToServer(string name) => name == VectorDefinition.DefaultName ? Unnamed ?? name : name;

    public string FromServer(string name) => name == Unnamed ? VectorDefinition.DefaultName : name;
}
