using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using JinaSharp.Stores.Embedded;
using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Filters;
using JinaSharp.Stores.Embedded.Search;
using JinaSharp.Stores.Embedded.Storage;
using JinaSharp.Stores.Validation;

namespace JinaSharp.Stores;

/// <summary>A collection of an <see cref="EmbeddedStore"/>.</summary>
/// <remarks>
/// Safe for concurrent use. A reader works on what was committed when its call started and never sees half of an upsert (of up to 64 MiB; a
/// larger one is cut). Writers queue; those that wait together share one flush to the disk.
/// </remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design", "CA1001", Justification = "Semaphores and a token source whose wait handles are never asked for hold nothing to dispose; callers may still be waiting when the store closes.")]
public sealed partial class EmbeddedCollection : IVectorCollection
{
    // One frame of the log: what is written together.
    private const int MaxBatchBytes = 64 << 20;

    // Up to this size, and so many, the memory of calls is kept for the next ones.
    private const int MaxSpareBytes = 32 << 20;
    private const int MaxSpare = 4;

    private readonly CollectionStorage? _storage;
    private readonly CollectionEngine? _memory;
    private readonly bool _durable;
    private readonly SemaphoreSlim _writeGate = new(1, 1);
    private readonly SemaphoreSlim _flushGate = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly MemoryLists? _memoryLists;
    private readonly Lock _refreshing = new();
    private View _view;
    private Written _written;
    private readonly ConcurrentBag<BatchWorkshop> _spare = [];
    private VectorStoreException? _failure;
    private volatile bool _deleted;
    private bool _isChecked;

    internal EmbeddedCollection(VectorCollectionDefinition definition)
    {
        Definition = definition;
        _memory = new CollectionEngine(definition);
        _memoryLists = new MemoryLists(definition, _closing.Token);
        _view = _memory.Latest;
        _written = new Written(_view, null, 0);
    }

    internal EmbeddedCollection(CollectionStorage storage, bool durable)
    {
        _storage = storage;
        _durable = durable;
        Definition = storage.Definition;
        _view = storage.Engine.Latest;
        _written = new Written(_view, null, 0);
    }

    /// <inheritdoc/>
    public string Name => Definition.Name;

    /// <inheritdoc/>
    public VectorCollectionDefinition Definition { get; }

    /// <inheritdoc/>
    public VectorStoreCapabilities Capabilities => EmbeddedStore.StoreCapabilities;

    /// <summary>What readers see now.</summary>
    internal View View => CurrentView();

    private CollectionEngine Engine => _storage?.Engine ?? _memory!;

    /// <inheritdoc/>
    public async Task UpsertAsync(IReadOnlyCollection<VectorRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        cancellationToken.ThrowIfCancellationRequested();
        VectorCheck.RequireRecords(records, Definition, Capabilities);
        var latest = LatestById(records);
        if (latest.Count == 0)
        {
            RequireUsable();
            return;
        }
        var workshop = TakeWorkshop();
        try
        {
            if (MustCut(latest, workshop))
            {
                await UpsertInPartsAsync(latest, workshop, cancellationToken).ConfigureAwait(false);
                return;
            }
            var prepared = workshop.Prepare();
            await CommitAsync(_ => (workshop.Frame, prepared), () => [.. latest.Select(record => record.Id)], "upsert", cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Keep(workshop);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<VectorRecord>> GetAsync(
        IReadOnlyCollection<string> ids, RecordParts parts = RecordParts.Default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        var view = CurrentView();
        var records = new List<VectorRecord>(ids.Count);
        foreach (var id in ids)
            if (view.TryFind(id, out var slice, out var row))
                records.Add(View.Read(slice, row, parts));
        GC.KeepAlive(view);
        return Task.FromResult<IReadOnlyList<VectorRecord>>(records);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        RequireUsable();
        var workshop = TakeWorkshop();
        try
        {
            workshop.Begin();
            foreach (var id in ids)
                if (Utf16Extensions.IsValidUtf16(id))
                    workshop.Delete(StrictUtf8.Encoding.GetBytes(id));
            if (workshop.ByteCount > 0) await CommitAsync(_ => (workshop.Frame, PreparedBatch.Empty), static () => [], "delete", cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Keep(workshop);
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(Filter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        cancellationToken.ThrowIfCancellationRequested();
        var workshop = TakeWorkshop();
        try
        {
            await CommitAsync(view =>
            {
                workshop.Begin();
                foreach (var (slice, row) in Matching(new SearchScope(view, filter, cancellationToken)))
                    workshop.Delete(RecordBlob.Id(view.Slices[slice].Segment.Blobs[row]));
                return (workshop.Frame, PreparedBatch.Empty);
            }, static () => [], "delete", cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Keep(workshop);
        }
    }

    /// <inheritdoc/>
    public Task<long> CountAsync(Filter? filter = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var view = CurrentView();
        return Task.FromResult(filter is null ? view.LiveCount : Matching(new SearchScope(view, filter, cancellationToken)).LongCount());
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<VectorRecord> ScrollAsync(
        Filter? filter = null, RecordParts parts = RecordParts.Default, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var view = CurrentView();
        foreach (var (slice, row) in Matching(new SearchScope(view, filter, cancellationToken)))
            yield return View.Read(view.Slices[slice], row, parts);
        GC.KeepAlive(view);
        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>The work is done on the calling thread.</remarks>
    public Task<SearchResults> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RequireQuery(query);
        var view = CurrentView();
        CheckAhead(view);
        var results = new Searcher(view, Definition).Search(query, cancellationToken);
        GC.KeepAlive(view);
        return Task.FromResult(results);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The answers are those of the queries one by one, to the last bit. Exact searches by one dense vector with equal filters are answered together: each stored vector is
    /// read once for all of them, or for each processor's share of them. Other searches are done beside each other on the processors there are.
    /// </remarks>
    public Task<IReadOnlyList<SearchResults>> SearchBatchAsync(IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var query in queries) RequireQuery(query);
        var view = CurrentView();
        CheckAhead(view);
        var results = new Searcher(view, Definition).Search(queries, cancellationToken);
        GC.KeepAlive(view);
        return Task.FromResult<IReadOnlyList<SearchResults>>(results);
    }

    /// <summary>Makes one file of all records and drops what was replaced and deleted. Readers go on meanwhile; writers wait.</summary>
    /// <param name="cancellationToken">Stops the call before the work begins.</param>
    /// <returns>A task that ends when it is done. Closing the store stops it, with a <see cref="VectorStoreException"/> here.</returns>
    /// <remarks>Not needed: files are merged while records are written. Worth it after the last of many writes. In memory it brings the index of approximate search up to date, where there are enough records for one.</remarks>
    public async Task CompactAsync(CancellationToken cancellationToken = default)
    {
        await _writeGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            RequireUsable();
            BecomeWriter();
            if (_storage is null)
            {
                await _memoryLists!.FinishAsync(Engine.Latest).ConfigureAwait(false);
                return;
            }
            await BeginSealingAsync(everything: true).ConfigureAwait(false);
            await FinishSealingAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StorageErrors.Wrap(error, Name, "compact", Name);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            throw Error("The store was disposed.", "compact", "disposed");
        }
        finally
        {
            _writeGate.Release();
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Takes the right to write, or throws; so that a deletion doesn't pull the files from under another writer.</summary>
    internal async Task MarkDeletedAsync(CancellationToken cancellationToken)
    {
        await _writeGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_deleted) return;
            BecomeWriter();
            await _closing.CancelAsync().ConfigureAwait(false);
            await EndSealingAsync().ConfigureAwait(false);
            _deleted = true;
            _storage?.Dispose();
        }
        finally
        {
            _writeGate.Release();
        }
    }

    internal async ValueTask CloseAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _writeGate.WaitAsync().ConfigureAwait(false);
        await GiveUpSealingAsync().ConfigureAwait(false);
        await _flushGate.WaitAsync().ConfigureAwait(false);
        if (!_deleted)
        {
            _failure ??= Error("The store was disposed.", "use", "disposed");
            _storage?.Dispose();
        }
        _flushGate.Release();
        _writeGate.Release();
    }

    private static List<VectorRecord> LatestById(IReadOnlyCollection<VectorRecord> records)
    {
        var places = new Dictionary<string, int>(records.Count, StringComparer.Ordinal);
        var latest = new List<VectorRecord>(records.Count);
        foreach (var record in records)
        {
            if (places.TryAdd(record.Id, latest.Count)) latest.Add(record);
            else latest[places[record.Id]] = record;
        }
        return latest;
    }

    private BatchWorkshop TakeWorkshop() => _spare.TryTake(out var workshop) ? workshop : new BatchWorkshop(Definition);

    private void Keep(BatchWorkshop workshop)
    {
        if (workshop.Capacity <= MaxSpareBytes && _spare.Count < MaxSpare) _spare.Add(workshop);
    }

    // Everything is encoded once before anything is written, so that a record that can't be stored stops the whole call.
    private static bool MustCut(List<VectorRecord> records, BatchWorkshop workshop)
    {
        var cut = false;
        workshop.Begin();
        foreach (var record in records)
        {
            if (workshop.ByteCount > MaxBatchBytes)
            {
                cut = true;
                workshop.Begin();
            }
            workshop.Put(record);
        }
        return cut;
    }

    private async Task UpsertInPartsAsync(List<VectorRecord> records, BatchWorkshop workshop, CancellationToken cancellationToken)
    {
        for (var start = 0; start < records.Count;)
        {
            workshop.Begin();
            var end = start;
            while (end < records.Count && workshop.ByteCount <= MaxBatchBytes) workshop.Put(records[end++]);
            var (first, prepared) = (start, workshop.Prepare());
            await CommitAsync(_ => (workshop.Frame, prepared), () => [.. records.Skip(first).Select(record => record.Id)], "upsert", cancellationToken).ConfigureAwait(false);
            start = end;
        }
    }

    private async Task CommitAsync(
        Func<View, (ByteBuffer Frame, PreparedBatch Prepared)> makeBatch, Func<string[]> unwritten, string operation, CancellationToken cancellationToken)
    {
        View mine;
        await _writeGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            RequireUsable();
            BecomeWriter();
            if (_storage is { ShouldSeal: true }) await BeginSealingAsync(everything: false).ConfigureAwait(false);
            else if (_sealing is not null && _storage!.IsHalfFull) await EndSealingAsync().ConfigureAwait(false);
            var (frame, prepared) = makeBatch(Engine.Latest);
            if (LogWriter.Payload(frame).IsEmpty) return;
            if (_storage is null) Engine.Apply(Engine.Latest.Version + 1, LogWriter.Payload(frame), prepared);
            else _storage.Append(frame, prepared);
            mine = Engine.Latest;
            if (_storage is null)
            {
                Volatile.Write(ref _view, mine);
                _memoryLists!.Follow(mine);
            }
            else Volatile.Write(ref _written, new Written(mine, _storage.Writer, _storage.Writer!.Length));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StorageErrors.Wrap(error, Name, operation, Name, unwritten());
        }
        finally
        {
            _writeGate.Release();
        }
        if (_storage is not null) await FlushAsync(mine, unwritten, operation).ConfigureAwait(false);
    }

    // Not cancellable: the batch is in the log already, and the caller is told the truth about it.
    private async Task FlushAsync(View mine, Func<string[]> unwritten, string operation)
    {
        await _flushGate.WaitAsync().ConfigureAwait(false);
        try
        {
            // Somebody who waited before flushed this batch too.
            if (Volatile.Read(ref _view).Version >= mine.Version) return;
            if (_failure is not null) throw _failure;
            var written = Volatile.Read(ref _written);
            await Task.Run(() => written.Log!.Acknowledge(written.Length, _durable)).ConfigureAwait(false);
            Volatile.Write(ref _view, written.View);
        }
        catch (IOException error)
        {
            // What the disk holds now is not known; only opening it again will tell.
            _failure = StorageErrors.Wrap(error, Name, operation, Name, unwritten());
            throw _failure;
        }
        finally
        {
            _flushGate.Release();
        }
    }

    private void BecomeWriter()
    {
        if (_storage is null || _storage.Writer is not null) return;
        lock (_refreshing)
        {
            _storage.BecomeWriter();
            Volatile.Write(ref _view, _storage.Engine.Latest);
        }
    }

    private View CurrentView()
    {
        RequireUsable();
        if (!Volatile.Read(ref _wasRead)) Volatile.Write(ref _wasRead, true);
        if (_storage is null || _storage.Writer is not null || !_storage.HasNews()) return Volatile.Read(ref _view);
        lock (_refreshing)
        {
            if (_storage.HasNews())
            {
                _storage.ReadOn(diagnose: false);
                Volatile.Write(ref _view, _storage.Engine.Latest);
            }
        }
        return Volatile.Read(ref _view);
    }

    // The first search after opening begins it; searches check what they need and is not checked by then.
    private void CheckAhead(View view)
    {
        if (_storage is null || Volatile.Read(ref _isChecked) || Environment.ProcessorCount == 1 || Interlocked.Exchange(ref _isChecked, true)) return;
        _ = Task.Run(() =>
        {
            foreach (var (segment, _) in view.Slices) (segment as SealedSegment)?.File.CheckAhead(_closing.Token);
        }, CancellationToken.None);
    }

    private static IEnumerable<(int Slice, int Row)> Matching(SearchScope scope)
    {
        for (var slice = 0; slice < scope.View.Slices.Count; slice++)
        {
            var rowCount = scope.View.Slices[slice].RowCount;
            var mask = scope.Mask(slice);
            for (var row = mask?.Next(0) ?? 0; row >= 0 && row < rowCount; row = mask?.Next(row + 1) ?? row + 1)
            {
                if ((row & 0xFFF) == 0) scope.CancellationToken.ThrowIfCancellationRequested();
                if (scope.Accepts(slice, row)) yield return (slice, row);
            }
        }
    }

    private void RequireQuery(SearchQuery query)
    {
        VectorCheck.RequireQuery(query, Definition, Capabilities);
        EmbeddedSettings.RequireQuery(query);
        foreach (var leg in query.Legs)
            if (leg.Coarse is { } coarse && CoarseToFine.Fault(Definition, leg, coarse) is { } fault)
                throw Error(fault, "search", "invalid_query");
    }

    private void RequireUsable()
    {
        if (_deleted) throw Error($"Collection '{Name}' was deleted. Make it again with GetOrCreateCollectionAsync.", "use", "not_found");
        if (_failure is not null) throw _failure;
    }

    private VectorStoreException Error(string message, string operation, string code) =>
        new(message) { Store = EmbeddedStore.StoreName, Collection = Name, Operation = operation, Code = code };

    /// <summary>What was appended last: its view, and up to where the log has to be on the disk for it.</summary>
    private sealed record Written(View View, LogWriter? Log, long Length);
}
