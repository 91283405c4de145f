using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>One document with its score.</summary>
/// <param name="Index">The document's position in the call.</param>
/// <param name="Score">How well it answers the query; larger is better. Some models give scores below zero.</param>
/// <param name="Document">The document, unless the caller asked for none.</param>
public sealed record RerankResult(int Index, double Score, AIContent? Document = null)
{
    /// <summary>The document's embedding, where it was asked for and the model gives one.</summary>
    public ReadOnlyMemory<float>? Embedding { get; init; }
}
