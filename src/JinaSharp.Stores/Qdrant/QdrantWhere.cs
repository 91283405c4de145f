namespace JinaSharp.Stores.Qdrant;

/// <summary>A filter in the two parts that Qdrant needs.</summary>
/// <param name="Server">What the server checks, as a filter object; null for everything.</param>
/// <param name="Rest">What the server would round, to be checked here on the records that the rest lets through; null for nothing.</param>
internal sealed record QdrantWhere(byte[]? Server, Filter? Rest);
