using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace JinaSharp.Pipelines.Tests.Ingestion;

/// <summary>The store contract in its simplest form, with a hook before every change: what throws there stands for a process that dies.</summary>
internal sealed class MemoryVectorStore : IVectorStore
{
    private readonly SortedDictionary<string, Collection> _collections = new(StringComparer.Ordinal);

    /// <summary>Called before every change, with its name.</summary>
    public Action<string>? BeforeChange { get; set; }

    public VectorStoreCapabilities Capabilities { get; } = new()
    {
        Store = "memory-test",
        Features = VectorStoreFeatures.KeywordSearch | VectorStoreFeatures.HybridSearch | VectorStoreFeatures.NestedPayload,
    };

    public Task<IVectorCollection> GetOrCreateCollectionAsync(VectorCollectionDefinition definition, CancellationToken cancellationToken = default)
    {
        lock (_collections)
        {
            if (!_collections.TryGetValue(definition.Name, out var collection))
            {
                BeforeChange?.Invoke("create");
                _collections[definition.Name] = collection = new Collection(this, definition);
            }
            if (collection.Definition.Vectors[0].Profile is { } profile && definition.Vectors[0].Profile is { } offered) profile.EnsureSame(offered, $"Collection '{definition.Name}'");
            return Task.FromResult<IVectorCollection>(collection);
        }
    }

    public Task<IVectorCollection?> FindCollectionAsync(string name, CancellationToken cancellationToken = default) =>
        Task.FromResult<IVectorCollection?>(_collections.GetValueOrDefault(name));

    public Task<IReadOnlyList<string>> ListCollectionsAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<string>>([.. _collections.Keys]);

    public Task<bool> DeleteCollectionAsync(string name, CancellationToken cancellationToken = default)
    {
        BeforeChange?.Invoke("drop");
        return Task.FromResult(_collections.Remove(name));
    }

    public Task SetAliasAsync(string aliasName, string? collection, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Collection(MemoryVectorStore store, VectorCollectionDefinition definition) : IVectorCollection
    {
        private readonly Lock _lock = new();
        private readonly SortedDictionary<string, VectorRecord> _records = new(StringComparer.Ordinal);

        public string Name => definition.Name;

        public VectorCollectionDefinition Definition => definition;

        public VectorStoreCapabilities Capabilities => store.Capabilities;

        public Task UpsertAsync(IReadOnlyCollection<VectorRecord> records, CancellationToken cancellationToken = default)
        {
            store.BeforeChange?.Invoke("upsert");
            lock (_lock)
                foreach (var record in records)
                    _records[record.Id] = record;
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<VectorRecord>> GetAsync(IReadOnlyCollection<string> ids, RecordParts parts = RecordParts.Default, CancellationToken cancellationToken = default)
        {
            lock (_lock) return Task.FromResult<IReadOnlyList<VectorRecord>>([.. ids.Where(_records.ContainsKey).Select(id => _records[id])]);
        }

        public Task DeleteAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
        {
            store.BeforeChange?.Invoke("delete");
            lock (_lock)
                foreach (var id in ids)
                    _records.Remove(id);
            return Task.CompletedTask;
        }

        public Task DeleteAsync(Filter filter, CancellationToken cancellationToken = default)
        {
            lock (_lock) return DeleteAsync([.. _records.Values.Where(filter.Matches).Select(record => record.Id)], cancellationToken);
        }

        public Task<long> CountAsync(Filter? filter = null, CancellationToken cancellationToken = default)
        {
            lock (_lock) return Task.FromResult((long)_records.Values.Count(record => filter?.Matches(record) != false));
        }

        public async IAsyncEnumerable<VectorRecord> ScrollAsync(
            Filter? filter = null, RecordParts parts = RecordParts.Default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            List<VectorRecord> records;
            lock (_lock) records = [.. _records.Values.Where(record => filter?.Matches(record) != false)];
            foreach (var record in records)
            {
                await Task.Yield();
                yield return record;
            }
        }

        public Task<SearchResults> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default)
        {
            lock (_lock)
            {
                var hits = _records.Values.Where(record => query.Filter?.Matches(record) != false)
                    .Select(record => new SearchHit(record, query.Legs.Sum(leg => Score(leg, record)))).Where(hit => hit.Score > 0);
                return Task.FromResult(new SearchResults([.. hits.OrderByDescending(hit => hit.Score).Take(query.Top)]));
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        private static double Score(SearchLeg leg, VectorRecord record) => leg.Vector is DenseVector vector
            ? TensorPrimitives.Dot(vector.Values.Span, ((DenseVector)record.Vector!).Values.Span)
            : leg.Text!.Split(' ').Count(word => record.Text!.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
