using JinaSharp.Stores.Embedded;

namespace JinaSharp.Stores;

// Rows in memory become files beside the writing and reading. All of this happens under the write gate but for the job itself.
public sealed partial class EmbeddedCollection
{
    private SealJob? _sealing;
    private bool _wasRead;

    // Freezes the rows in memory and begins to make them a file. Waits for the one before: two at a time would take twice the memory.
    private async Task BeginSealingAsync(bool everything)
    {
        await EndSealingAsync().ConfigureAwait(false);
        if (_storage!.IsFrozen)
        {
            // What failed aside is tried again in the foreground, where somebody hears of it.
            _sealing = _storage.Seal(everything: false, TakeReads(), _closing.Token);
            await FinishSealingAsync().ConfigureAwait(false);
        }
        await _flushGate.WaitAsync().ConfigureAwait(false);
        try
        {
            await Task.Run(_storage.Freeze).ConfigureAwait(false);
            Volatile.Write(ref _written, new Written(Engine.Latest, _storage.Writer, _storage.Writer!.Length));
            Volatile.Write(ref _view, Engine.Latest);
        }
        finally
        {
            _flushGate.Release();
        }
        _sealing = _storage.Seal(everything, TakeReads(), _closing.Token);
        if (!everything) _ = FinishAsideAsync(_sealing);
    }

    // Takes over what the job has made. Fails as it did; then all is as before, and the rows stay in memory and in their log.
    private async Task FinishSealingAsync()
    {
        if (_sealing is not { } job) return;
        _sealing = null;
        await job.Done.ConfigureAwait(false);
        await _flushGate.WaitAsync().ConfigureAwait(false);
        try
        {
            _storage!.Take(job);
            Volatile.Write(ref _written, _written with { View = Engine.Latest });
            // Readers keep to what is on the disk.
            Volatile.Write(ref _view, Engine.Renew(_view));
        }
        finally
        {
            _flushGate.Release();
        }
    }

    // Whether the collection was read since the last time.
    private bool TakeReads() => Interlocked.Exchange(ref _wasRead, false);

    private async Task EndSealingAsync()
    {
        try
        {
            await FinishSealingAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JinaException)
        {
            // Nothing is lost by it. The next sealing tries again and reports.
        }
    }

    // A merge under way is given up: its rows are in logs and in the files before. Only where too many would be left in a log they become a file, by themselves. A file of new rows alone is finished.
    private async Task GiveUpSealingAsync()
    {
        await EndSealingAsync().ConfigureAwait(false);
        if (_memoryLists is not null) await _memoryLists.IdleAsync().ConfigureAwait(false);
        if (_deleted || _storage is null) return;
        _sealing = _storage.SealMany();
        await EndSealingAsync().ConfigureAwait(false);
    }

    private async Task FinishAsideAsync(SealJob job)
    {
        await Task.WhenAny(job.Done).ConfigureAwait(false);
        await _writeGate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_sealing == job) await EndSealingAsync().ConfigureAwait(false);
        }
        finally
        {
            _writeGate.Release();
        }
    }
}
