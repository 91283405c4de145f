namespace JinaSharp.Tests.DependencyInjection;

/// <summary>A cache in memory that counts how often it is asked.</summary>
internal sealed class CountingCache : IEmbeddingCache
{
    private readonly MemoryEmbeddingCache _inner = new();

    public int Lookups { get; private set; }

    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>?>> GetAsync(IReadOnlyList<EmbeddingCacheKey> keys, CancellationToken cancellationToken = default)
    {
        Lookups++;
        return _inner.GetAsync(keys, cancellationToken);
    }

    public ValueTask SetAsync(IReadOnlyList<KeyValuePair<EmbeddingCacheKey, ReadOnlyMemory<byte>>> entries, CancellationToken cancellationToken = default) =>
        _inner.SetAsync(entries, cancellationToken);
}
