using Microsoft.Extensions.AI;

namespace JinaSharp.Testing;

/// <summary>One call of a <see cref="FakeEmbeddingGenerator{TInput}"/>.</summary>
/// <typeparam name="TInput">The input.</typeparam>
/// <param name="Inputs">The inputs.</param>
/// <param name="Options">The options, as they were passed.</param>
public sealed record FakeEmbeddingCall<TInput>(IReadOnlyList<TInput> Inputs, EmbeddingGenerationOptions? Options);
