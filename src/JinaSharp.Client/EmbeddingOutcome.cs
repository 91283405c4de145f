using Microsoft.Extensions.AI;

namespace JinaSharp.Client;

/// <summary>What came of one input of a stream: an embedding or an error, never both.</summary>
/// <param name="Index">The input's position in the stream.</param>
/// <param name="Embedding">The embedding; null where there is an error.</param>
/// <param name="Error">Why there is no embedding; it names the input.</param>
public readonly record struct EmbeddingOutcome(int Index, Embedding<float>? Embedding, JinaException? Error);
