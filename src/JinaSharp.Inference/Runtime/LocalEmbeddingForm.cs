using Microsoft.Extensions.AI;

namespace JinaSharp.Inference.Runtime;

/// <summary>A form of embedding and how it is made of floats.</summary>
/// <param name="Type">Its number type.</param>
/// <param name="PerToken">Whether it has one vector a token.</param>
/// <param name="Convert">Makes it of values and the dimensions of one vector.</param>
internal sealed record LocalEmbeddingForm<TEmbedding>(EmbeddingType Type, bool PerToken, Func<float[], int, TEmbedding> Convert) where TEmbedding : Embedding;
