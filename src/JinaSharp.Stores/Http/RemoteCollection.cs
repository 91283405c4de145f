using System.Runtime.CompilerServices;

namespace JinaSharp.Stores.Http;

/// <summary>What collections behind HTTP do alike: checks before sending, cutting into requests, order of answers, spans.</summary>
internal abstract class RemoteCollection : IVectorCollection
{
    private const int IdsPerRequest = 1000;

    private readonly StoreTelemetry _telemetry;
    private readonly int _maxBatchRecords;
    private readonly int _maxBatchBytes;

    protected RemoteCollection(
        StoreConnection connection, StoreTelemetry telemetry, RemoteStoreLimits limits, VectorCollectionDefinition definition, VectorStoreCapabilities capabilities)
    {
        (Connection, _telemetry, Definition, Capabilities) = (connection, telemetry, definition, capabilities);
        (_maxBatchRecords, _maxBatchBytes) = (limits.MaxBatchRecords, limits.MaxBatchBytes);
        Checks = new RecordChecks(definition, capabilities);
    }

    public string Name => Definition.Name;

    public VectorCollectionDefinition Definition { get; }

    public VectorStoreCapabilities Capabilities { get; }

    protected StoreConnection Connection { get; }

    protected RecordChecks Checks { get; }

    public Task UpsertAsync(IReadOnlyCollection<VectorRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        return _telemetry.RunAsync("upsert", Name, async () =>
        {
            var unique = LastOfEachId(records);
            foreach (var record in unique)
            {
                Checks.Check(record);
                CheckRecord(record);
            }
            var batches = WriteBatch.Cut(unique, _maxBatchRecords, _maxBatchBytes, EstimateBytes);
            await WriteBatch.WriteAsync(unique, batches, WriteAsync, cancellationToken).ConfigureAwait(false);
            return true;
        }, records.Count);
    }

    public Task<IReadOnlyList<VectorRecord>> GetAsync(
        IReadOnlyCollection<string> ids, RecordParts parts = RecordParts.Default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return _telemetry.RunAsync<IReadOnlyList<VectorRecord>>("get", Name, async () =>
        {
            var found = new Dictionary<string, VectorRecord>(StringComparer.Ordinal);
            foreach (var chunk in Distinct(ids).Chunk(IdsPerRequest))
                foreach (var record in await ReadAsync(chunk, parts, cancellationToken).ConfigureAwait(false))
                    found[record.Id] = record;
            return [.. ids.Where(found.ContainsKey).Select(id => found[id])];
        }, ids.Count);
    }

    public Task DeleteAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return _telemetry.RunAsync("delete", Name, async () =>
        {
            foreach (var chunk in Distinct(ids).Chunk(IdsPerRequest)) await RemoveAsync(chunk, cancellationToken).ConfigureAwait(false);
            return true;
        }, ids.Count);
    }

    public Task DeleteAsync(Filter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _telemetry.RunAsync("delete", Name, async () =>
        {
            await RemoveAsync(filter, cancellationToken).ConfigureAwait(false);
            return true;
        });
    }

    public Task<long> CountAsync(Filter? filter = null, CancellationToken cancellationToken = default) =>
        _telemetry.RunAsync("count", Name, () => CountCoreAsync(filter, cancellationToken));

    public async IAsyncEnumerable<VectorRecord> ScrollAsync(
        Filter? filter = null, RecordParts parts = RecordParts.Default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var pages = PagesAsync(filter, parts, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var more = await _telemetry.RunAsync("scroll", Name, async () => await pages.MoveNextAsync().ConfigureAwait(false)).ConfigureAwait(false);
            if (!more) yield break;
            foreach (var record in pages.Current) yield return record;
        }
    }

    public Task<SearchResults> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _telemetry.RunAsync("search", Name, async () =>
        {
            QueryChecks.Check(query, Definition, Capabilities, Checks);
            return new SearchResults(await SearchCoreAsync(query, cancellationToken).ConfigureAwait(false));
        });
    }

    public virtual object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Refuses what only this store cannot take: forms of ids and payloads.</summary>
    protected abstract void CheckRecord(VectorRecord record);

    protected virtual long EstimateBytes(VectorRecord record) => RecordSize.Of(record);

    protected abstract Task WriteAsync(ArraySegment<VectorRecord> records, CancellationToken cancellationToken);

    protected abstract Task<List<VectorRecord>> ReadAsync(string[] ids, RecordParts parts, CancellationToken cancellationToken);

    protected abstract Task RemoveAsync(string[] ids, CancellationToken cancellationToken);

    protected abstract Task RemoveAsync(Filter filter, CancellationToken cancellationToken);

    protected abstract Task<long> CountCoreAsync(Filter? filter, CancellationToken cancellationToken);

    protected abstract IAsyncEnumerable<List<VectorRecord>> PagesAsync(Filter? filter, RecordParts parts, CancellationToken cancellationToken);

    protected abstract Task<List<SearchHit>> SearchCoreAsync(SearchQuery query, CancellationToken cancellationToken);

    /// <summary>Cuts ranked hits to what a query without groups asks for.</summary>
    protected static List<SearchHit> Page(IEnumerable<SearchHit> ranked, SearchQuery query) =>
        [.. ranked.Where(hit => query.MinScore is not { } least || hit.Score >= least).Skip(query.Offset).Take(query.Top)];

    private static string[] Distinct(IReadOnlyCollection<string> ids)
    {
        foreach (var id in ids) ArgumentException.ThrowIfNullOrEmpty(id, nameof(ids));
        return [.. ids.Distinct(StringComparer.Ordinal)];
    }

    private static VectorRecord[] LastOfEachId(IReadOnlyCollection<VectorRecord> records)
    {
        var last = new Dictionary<string, VectorRecord>(records.Count, StringComparer.Ordinal);
        foreach (var record in records)
        {
            ArgumentNullException.ThrowIfNull(record, nameof(records));
            last[record.Id] = record;
        }
        return last.Count == records.Count ? [.. records] : [.. last.Values];
    }
}
