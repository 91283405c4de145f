using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>A reranker that passes every call on to another: the base of middlewares.</summary>
public class DelegatingReranker : IReranker
{
    /// <summary>Wraps a reranker.</summary>
    /// <param name="innerReranker">The reranker to pass calls on to; disposed with this one.</param>
    protected DelegatingReranker(IReranker innerReranker)
    {
        ArgumentNullException.ThrowIfNull(innerReranker);
        InnerReranker = innerReranker;
    }

    /// <summary>The wrapped reranker.</summary>
    protected IReranker InnerReranker { get; }

    /// <inheritdoc/>
    public virtual Task<RerankResults> RerankAsync(
        AIContent query, IReadOnlyList<AIContent> documents, RerankOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerReranker.RerankAsync(query, documents, options, cancellationToken);

    /// <inheritdoc/>
    public virtual object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : InnerReranker.GetService(serviceType, serviceKey);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes the wrapped reranker.</summary>
    /// <param name="disposing">Whether this comes from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) InnerReranker.Dispose();
    }
}
