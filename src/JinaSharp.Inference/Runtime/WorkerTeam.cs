using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace JinaSharp.Inference.Runtime;

/// <summary>A few threads that share the items of one piece of work after another.</summary>
/// <remarks>
/// Items are claimed from a counter and the caller works too, so a run waits for items and never for threads: a worker that the system has not
/// scheduled, because a neighbour is busy, delays nobody; one that loses its processor while it holds an item does, and then the caller works
/// alone for a while (<see cref="StallGuard"/>). Idle workers spin for some microseconds, which covers the pause between two runs of a
/// forward pass, and then park. One thread at a time may call <see cref="Run"/>.
/// </remarks>
internal sealed class WorkerTeam : IDisposable
{
    private const int SpinsBeforeParking = 4000;

    private readonly Thread[] _threads;
    private readonly WorkerProgress[] _progress;
    private readonly StallGuard _guard = new(slack: Stopwatch.Frequency / 10_000);
    private readonly SemaphoreSlim _wake = new(0);
    private IParallelWork? _work;
    private long _tickets;       // upper half: number of items; lower half: the next item. One word, so that a claim sees both of one run.
    private int _unfinished;
    private int _run;
    private int _parked;
    private volatile bool _stopping;
    private volatile Exception? _failure;

    /// <param name="size">The number of workers, the caller included.</param>
    public WorkerTeam(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _threads = new Thread[size - 1];
        _progress = new WorkerProgress[size];
        for (var i = 0; i < _threads.Length; i++)
        {
            var worker = i + 1;
            _threads[i] = new Thread(() => Serve(worker)) { IsBackground = true, Name = $"jina worker {worker}" };
            _threads[i].Start();
        }
    }

    public int Size => _threads.Length + 1;

    /// <summary>Does all items and returns when the last is done. An exception of an item is thrown here, after the others.</summary>
    public void Run(IParallelWork work, int items)
    {
        _failure = null;
        if (_threads.Length == 0 || items <= 1 || _guard.WorksAlone(Stopwatch.GetTimestamp()))
        {
            for (var i = 0; i < items; i++) Execute(work, i, 0);
            ThrowFailure();
            return;
        }
        _run++;
        Volatile.Write(ref _work, work);
        Volatile.Write(ref _unfinished, items);
        Interlocked.Exchange(ref _tickets, (long)items << 32);
        var parked = Volatile.Read(ref _parked);
        if (parked > 0) _wake.Release(Math.Min(parked, items - 1));
        Drain(0);
        for (var spins = 0; Volatile.Read(ref _unfinished) > 0; spins++)
            if (spins < 20_000) Thread.SpinWait(4);
            else Thread.Yield();
        _work = null;
        ReportWaiting(items);
        ThrowFailure();
    }

    public void Dispose()
    {
        if (_stopping) return;
        _stopping = true;
        if (_threads.Length > 0) _wake.Release(_threads.Length);
        foreach (var thread in _threads)
            if (thread != Thread.CurrentThread) thread.Join();
        _wake.Dispose();
    }

    private void Execute(IParallelWork work, int item, int worker)
    {
        try
        {
            work.Execute(item, worker);
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private void ThrowFailure()
    {
        if (_failure is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    private void ReportWaiting(int items)
    {
        var now = Stopwatch.GetTimestamp();
        var first = new WorkerProgress { Finished = now };
        foreach (ref readonly var worker in _progress.AsSpan())
            if (worker.Run == _run && worker.Finished < first.Finished) first = worker;
        // Items of about one length, one for each: all end together. More: a worker may begin its last when another runs out of them.
        _guard.Shared(now, now - first.Finished, items <= Size ? first.LongestItem / 2 : first.LongestItem * 5 / 4);
    }

    private bool HasItems
    {
        get
        {
            var tickets = Volatile.Read(ref _tickets);
            return (int)tickets < (int)(tickets >> 32);
        }
    }

    private void Serve(int worker)
    {
        var spins = 0;
        while (!_stopping)
        {
            if (HasItems)
            {
                Drain(worker);
                spins = 0;
                continue;
            }
            if (++spins < SpinsBeforeParking)
            {
                Thread.SpinWait(8);
                continue;
            }
            Interlocked.Increment(ref _parked);
            if (!HasItems && !_stopping) _wake.Wait(TimeSpan.FromSeconds(1));
            Interlocked.Decrement(ref _parked);
            spins = 0;
        }
    }

    private void Drain(int worker)
    {
        while (HasItems)
        {
            var claim = Interlocked.Increment(ref _tickets) - 1;
            var (item, items) = ((int)claim, (int)(claim >> 32));
            if (item >= items) return;
            // A claim holds the run open, so the work and the run read here are those of the claim.
            var started = Stopwatch.GetTimestamp();
            Execute(Volatile.Read(ref _work)!, item, worker);
            _progress[worker].Add(_run, started, Stopwatch.GetTimestamp());
            Interlocked.Decrement(ref _unfinished);
        }
    }
}
