namespace JinaSharp;

/// <summary>Keeps embeddings in memory, the most recently used ones, up to a number of bytes.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class MemoryEmbeddingCache : IEmbeddingCache
{
    // About what a dictionary entry, a list node and an array header take beside the vector.
    private const int EntryOverhead = 200;

    private readonly long _maxBytes;
    private readonly Lock _lock = new();
    private readonly Dictionary<EmbeddingCacheKey, LinkedListNode<KeyValuePair<EmbeddingCacheKey, ReadOnlyMemory<byte>>>> _nodes = [];
    private readonly LinkedList<KeyValuePair<EmbeddingCacheKey, ReadOnlyMemory<byte>>> _byUse = new();
    private long _bytes;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="maxBytes">The greatest number of bytes; 256 MiB unless given.</param>
    public MemoryEmbeddingCache(long maxBytes = 256L << 20)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        _maxBytes = maxBytes;
    }

    /// <summary>The number of entries.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _nodes.Count;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>?>> GetAsync(IReadOnlyList<EmbeddingCacheKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        var found = new ReadOnlyMemory<byte>?[keys.Count];
        lock (_lock)
        {
            for (var i = 0; i < found.Length; i++)
            {
                if (!_nodes.TryGetValue(keys[i], out var node)) continue;
                found[i] = node.Value.Value;
                _byUse.Remove(node);
                _byUse.AddFirst(node);
            }
        }
        return new(found);
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(IReadOnlyList<KeyValuePair<EmbeddingCacheKey, ReadOnlyMemory<byte>>> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                if (_nodes.TryGetValue(entry.Key, out var old)) Remove(old);
                _nodes[entry.Key] = _byUse.AddFirst(entry);
                _bytes += entry.Value.Length + EntryOverhead;
            }
            while (_bytes > _maxBytes && _byUse.Last is { } oldest) Remove(oldest);
        }
        return ValueTask.CompletedTask;
    }

    private void Remove(LinkedListNode<KeyValuePair<EmbeddingCacheKey, ReadOnlyMemory<byte>>> node)
    {
        _byUse.Remove(node);
        _nodes.Remove(node.Value.Key);
        _bytes -= node.Value.Value.Length + EntryOverhead;
    }
}
