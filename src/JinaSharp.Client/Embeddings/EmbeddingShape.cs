using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Embeddings;

/// <summary>A form of embedding: what is asked for on the wire, and how an entry of the answer becomes one.</summary>
/// <param name="Type">The encoding asked for.</param>
/// <param name="MultiVector">Whether one vector a token is asked for.</param>
/// <param name="Convert">Makes the embedding.</param>
/// <param name="Blank">Makes the embedding of a blank input that is not sent: of zeros, of the given dimensions, or empty for zero dimensions.</param>
/// <param name="Sparse">Whether the embedding is sparse.</param>
internal sealed record EmbeddingShape<TEmbedding>(
    EmbeddingType Type, bool MultiVector, Func<EmbeddingReplyItem, TEmbedding> Convert, Func<int, TEmbedding> Blank, bool Sparse = false)
    where TEmbedding : Embedding;
