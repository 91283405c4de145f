namespace JinaSharp;

/// <summary>Keeps encoded embeddings by key, for <see cref="CachingEmbeddingGenerator{TInput, TEmbedding}"/>.</summary>
/// <remarks>Implementations are safe for concurrent use. They may forget any entry at any time, and never give a wrong one.</remarks>
public interface IEmbeddingCache
{
    /// <summary>Looks up many entries at once.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>For each key its entry, or null.</returns>
    ValueTask<IReadOnlyList<ReadOnlyMemory<byte>?>> GetAsync(IReadOnlyList<EmbeddingCacheKey> keys, CancellationToken cancellationToken = default);

    /// <summary>Stores many entries at once.</summary>
    /// <param name="entries">The entries; the cache may keep the memory and must not change it.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>A task that ends when the entries are stored.</returns>
    ValueTask SetAsync(IReadOnlyList<KeyValuePair<EmbeddingCacheKey, ReadOnlyMemory<byte>>> entries, CancellationToken cancellationToken = default);
}
