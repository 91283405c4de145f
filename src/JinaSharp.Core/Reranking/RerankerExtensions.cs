using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>Shorter ways to call an <see cref="IReranker"/>.</summary>
public static class RerankerExtensions
{
    /// <summary>Scores texts and returns them best first.</summary>
    /// <param name="reranker">The reranker.</param>
    /// <param name="query">The query.</param>
    /// <param name="documents">The documents; may be empty.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The results, best first.</returns>
    public static Task<RerankResults> RerankAsync(
        this IReranker reranker, string query, IEnumerable<string> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reranker);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(documents);
        return reranker.RerankAsync(new TextContent(query), [.. documents.Select(AIContent (text) => new TextContent(text))], options, cancellationToken);
    }

    /// <summary>Asks for a service by its type.</summary>
    /// <typeparam name="TService">The type wanted.</typeparam>
    /// <param name="reranker">The reranker.</param>
    /// <param name="serviceKey">A key, where several are offered.</param>
    /// <returns>The service, or null.</returns>
    public static TService? GetService<TService>(this IReranker reranker, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(reranker);
        return reranker.GetService(typeof(TService), serviceKey) is TService service ? service : default;
    }
}
