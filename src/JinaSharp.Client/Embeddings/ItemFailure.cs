namespace JinaSharp.Client.Embeddings;

/// <summary>An input that got no embedding.</summary>
/// <param name="Index">Its position in the call.</param>
/// <param name="Error">Why.</param>
internal readonly record struct ItemFailure(int Index, JinaException Error);
