using JinaSharp.Inference.Models;

namespace JinaSharp.Inference.Runtime;

/// <summary>Merges the texts of concurrent calls into batches of a token budget and runs them one after another on a thread of its own.</summary>
/// <remarks>
/// Calls take turns: each batch begins with the call that has waited longest for one, what room it leaves goes to the others with the same adapter, and
/// what is left of it goes behind them. So a few texts wait for some batches, never for the thousands of texts of another call.
/// A cancelled call returns at once; its texts leave the queue, and a batch that nobody waits for any more stops at the next layer.
/// </remarks>
internal sealed class InferenceQueue : IDisposable
{
    private readonly LinkedList<EncodeJob> _waiting = [];
    private readonly List<(EncodeJob Job, int Text)> _texts = [];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly IEncoder _encoder;
    private readonly object _owner;
    private readonly int _tokenBudget;
    private readonly int _threads;
    private readonly Thread _thread;
    private readonly Func<bool> _isAbandoned;
    private bool _stopping;

    /// <param name="encoder">The model; stays the caller's.</param>
    /// <param name="owner">What users dispose, and errors name.</param>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="tokenBudget">The most tokens of a batch of more than one text.</param>
    public InferenceQueue(IEncoder encoder, object owner, int threads, int tokenBudget)
    {
        _encoder = encoder;
        _owner = owner;
        _threads = threads;
        _tokenBudget = tokenBudget;
        _isAbandoned = () => _texts.TrueForAll(text => text.Job.IsOver);
        _thread = new Thread(Serve) { IsBackground = true, Name = "jina inference" };
        _thread.Start();
    }

    /// <summary>Batches run so far.</summary>
    public long Batches { get; private set; }

    /// <summary>Calls that are not wholly in a batch yet.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>Encodes the texts of a job; when the task ends, all of them have been consumed.</summary>
    public async Task RunAsync(EncodeJob job, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (job.Count == 0) return;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stopping, _owner);
            _waiting.AddLast(job);
        }
        _work.Release();
        using var registration = cancellationToken.Register(static (state, token) => ((EncodeJob)state!).Cancel(token), job);
        await job.Completion.ConfigureAwait(false);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_stopping) return;
            _stopping = true;
        }
        _work.Release();
        _thread.Join();
        _work.Dispose();
    }

    private void Serve()
    {
        using var team = new WorkerTeam(_threads);
        using var session = new EncoderSession(_encoder, team);
        var batch = new PackedBatch();
        while (true)
        {
            _work.Wait();
            while (!_stopping && Fill(batch)) Run(session, batch);
            if (!_stopping) continue;
            lock (_lock)
                foreach (var job in _waiting) job.Fail(new ObjectDisposedException(_owner.GetType().FullName, "The model was disposed while texts were waiting for it."));
            return;
        }
    }

    private bool Fill(PackedBatch batch)
    {
        batch.Clear();
        _texts.Clear();
        lock (_lock)
        {
            EncodeJob? first = null;
            for (var node = _waiting.First; node is not null;)
            {
                var (job, next) = (node.Value, node.Next);
                if (_texts.Count == 0) (first, batch.Adapter) = (job, job.Adapter);
                if (!job.IsOver && job.Adapter == batch.Adapter) TryTake(job, batch);
                if (job.IsOver || job.Next == job.Count) _waiting.Remove(node);
                node = next;
                if (batch.Tokens >= _tokenBudget) break;
            }
            if (first is not null && _waiting.First?.Value == first)
            {
                _waiting.RemoveFirst();
                _waiting.AddLast(first);
            }
        }
        return _texts.Count > 0;
    }

    /// <summary>A job whose texts cannot even be read fails alone.</summary>
    private void TryTake(EncodeJob job, PackedBatch batch)
    {
        try
        {
            Take(job, batch);
        }
        catch (Exception e)
        {
            job.Fail(e);
        }
    }

    private void Take(EncodeJob job, PackedBatch batch)
    {
        while (job.Next < job.Count && (batch.Count == 0 || batch.Tokens + job.Length(job.Next) <= _tokenBudget))
        {
            job.AddTo(batch, job.Next);
            _texts.Add((job, job.Next));
            job.Next++;
        }
    }

    private void Run(EncoderSession session, PackedBatch batch)
    {
        try
        {
            Batches++;
            if (!session.Run(batch, _isAbandoned)) return;
            for (var i = 0; i < _texts.Count; i++)
            {
                var (job, text) = _texts[i];
                if (job.IsOver) continue;
                job.Consume(session, text, batch.Start(i));
                if (++job.Finished == job.Count) job.Complete();
            }
        }
        catch (Exception e)
        {
            // Whatever it is belongs to the callers of this batch, and the queue goes on for the others.
            foreach (var (job, _) in _texts) job.Fail(e);
        }
    }
}
