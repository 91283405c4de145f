namespace JinaSharp.Stores.Chroma;

/// <summary>What a collection says about its embedding function.</summary>
/// <param name="Function">The function, when it is one that can be rebuilt.</param>
/// <param name="Name">The function's name; empty when there is none.</param>
/// <param name="Problem">Why it cannot be rebuilt; null when it can, or when there is none.</param>
internal sealed record ChromaStoredFunction(JinaEmbeddingConfiguration? Function, string Name, string? Problem);
