using System.Threading.Channels;

namespace JinaSharp.Pipelines.Ingestion;

/// <summary>The last stage: writes chunks in commits, and keeps the ledger ahead of them and behind them.</summary>
/// <remarks>
/// A commit is: the ledger learns which files begin (and which of the last commit are done); what may lie about of files that were cut short is cleared; the
/// chunks are written; chunks beyond a file's new end are deleted. Two commits are under way at a time: while the chunks of one go to the disk, those of the
/// next are made ready. What a commit has done is taken note of in order.
/// </remarks>
internal sealed class CommitWriter(IVectorCollection chunks, FileLedger ledger, IndexingProgress progress, FileIndexerOptions options)
{
    private const int MaxUnderWay = 2;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    private List<WorkItem> _items = [];
    private readonly Queue<(Task Written, List<WorkItem> Items)> _underWay = new();
    private readonly List<FileTicket> _read = [];
    private readonly List<VectorRecord> _done = [];
    private readonly bool _keepsLists = chunks.Capabilities.Has(VectorStoreFeatures.NestedPayload);
    private long _firstAt;

    /// <summary>Writes all that comes. What was committed stays, also when this is cancelled or fails.</summary>
    public async Task RunAsync(ChannelReader<WorkBatch> input, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in input.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                if (_items.Count == 0) _firstAt = options.Clock.GetTimestamp();
                _items.AddRange(batch.Items);
                _read.AddRange(batch.Read);
                if (_items.Count >= options.CommitSize || _read.Count >= options.CommitSize || options.Clock.GetElapsedTime(_firstAt) > MaxWait)
                    await CommitAsync(cancellationToken).ConfigureAwait(false);
            }
            await CommitAsync(cancellationToken).ConfigureAwait(false);
            await SettleAsync(atMost: 0, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            // Nobody may close the store under a commit, whatever else went wrong.
            foreach (var (written, _) in _underWay) await Task.WhenAny(written).ConfigureAwait(false);
            // A few records that spare the next run from doing finished files again.
            await ledger.WriteAsync(_done, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_items.Count == 0 && _read.Count == 0) return;
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        if (_items.Count == 0)
        {
            // Without chunks there is nothing to wait for; with some, a later commit settles this one.
            await SettleAsync(atMost: 0, cancellationToken).ConfigureAwait(false);
            return;
        }
        await SettleAsync(MaxUnderWay - 1, cancellationToken).ConfigureAwait(false);
        var items = _items;
        _items = [];
        // On another thread: making records and handing them to the store is work.
        _underWay.Enqueue((Task.Run(() => chunks.UpsertAsync(items.ConvertAll(item => RecordFactory.Create(item, _keepsLists)), cancellationToken), CancellationToken.None), items));
    }

    /// <summary>Waits for the oldest commits, and takes note of what they have completed.</summary>
    private async Task SettleAsync(int atMost, CancellationToken cancellationToken)
    {
        while (_underWay.Count > atMost)
        {
            var (written, items) = _underWay.Peek();
            await written.ConfigureAwait(false);
            _underWay.Dequeue();
            foreach (var item in items) item.Ticket.WrittenCount++;
            progress.Wrote(items.Count);
        }
        // A file's last chunks may still be on their way in another batch.
        var complete = _read.FindAll(ticket => ticket.IsComplete);
        if (complete.Count == 0) return;
        await DeleteBeyondEndAsync(complete, cancellationToken).ConfigureAwait(false);
        foreach (var ticket in complete) _done.Add(FileLedger.ToRecord(ticket.Key, ticket.Path, ticket.After!.Value, ticket.FieldNames));
        _read.RemoveAll(ticket => ticket.IsComplete);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var beginning = new HashSet<FileTicket>(_items.Select(item => item.Ticket).Concat(_read).Where(ticket => !ticket.IsBegun && !ticket.KeepsChunks));
        var records = new List<VectorRecord>(_done);
        foreach (var ticket in beginning)
        {
            var begun = (ticket.Before ?? default) with { IsDone = false, Recipe = 0 };
            records.Add(FileLedger.ToRecord(ticket.Key, ticket.Path, begun, []));
        }
        await ledger.WriteAsync(records, cancellationToken).ConfigureAwait(false);
        _done.Clear();
        foreach (var ticket in beginning) ticket.IsBegun = true;

        var cutShort = beginning.Where(ticket => ticket.Before is { IsDone: false }).Select(ticket => (PayloadValue)ticket.Path).ToList();
        if (cutShort.Count > 0) await chunks.DeleteAsync(Filter.In(ChunkFields.Path, cutShort), cancellationToken).ConfigureAwait(false);
    }

    private async Task DeleteBeyondEndAsync(List<FileTicket> complete, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        foreach (var ticket in complete)
            for (var index = ticket.After!.Value.ChunkCount; ticket.Before is { IsDone: true } before && index < before.ChunkCount; index++)
                ids.Add(ticket.Key.ChunkId(index));
        if (ids.Count > 0) await chunks.DeleteAsync(ids, cancellationToken).ConfigureAwait(false);
    }
}
