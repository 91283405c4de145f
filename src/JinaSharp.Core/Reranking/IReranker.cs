using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>Scores documents by how well they answer a query.</summary>
/// <remarks>Shaped like <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>. Implementations are safe for concurrent use unless they say otherwise.</remarks>
public interface IReranker : IDisposable
{
    /// <summary>Scores documents and returns them best first.</summary>
    /// <param name="query">The query: text, or an image where the model takes one.</param>
    /// <param name="documents">The documents: texts, or images where the model takes them. May be empty.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The results, best first, each with the index of its document in <paramref name="documents"/>.</returns>
    Task<RerankResults> RerankAsync(
        AIContent query,
        IReadOnlyList<AIContent> documents,
        RerankOptions? options = null,
        CancellationToken cancellationToken = default);

    /// <summary>Asks for a service of this reranker or of one that it wraps, such as <see cref="RerankerMetadata"/>.</summary>
    /// <param name="serviceType">The type wanted.</param>
    /// <param name="serviceKey">A key, where several are offered.</param>
    /// <returns>The service, or null.</returns>
    object? GetService(Type serviceType, object? serviceKey = null);
}
