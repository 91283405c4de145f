namespace JinaSharp.Client;

/// <summary>Holds requests back so that a key stays within its limits; shared by everything that uses the key.</summary>
/// <remarks>
/// Safe for concurrent use. The contract: in every window of 60 seconds, by the time of sending, at most
/// <see cref="JinaRateLimits.RequestsPerMinute"/> requests are sent, repetitions included; never more than
/// <see cref="JinaRateLimits.Concurrency"/> are in flight; the tokens of a window exceed <see cref="JinaRateLimits.TokensPerMinute"/> by no more
/// than the requests in flight were underestimated, and a single request larger than the limit is sent when the window is empty.
/// Where a limit is not given, the <c>X-RateLimit-Remaining-*</c> headers of the answers teach it. After a 429 nothing is sent until the wait
/// that it asks for has passed; a 429 for concurrency halves the number of requests in flight, and successes raise it again.
/// Interactive requests (queries, single texts) go before batches, but every eighth slot goes to a waiting batch.
/// </remarks>
public sealed class JinaRateLimiter : IDisposable
{
    private const int InteractiveInARow = 8;
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly JinaRateLimits _limits;
    private readonly LinkedList<RateWaiter> _interactive = new();
    private readonly LinkedList<RateWaiter> _background = new();
    private readonly Queue<RateLease> _window = new();
    private readonly ITimer _timer;
    private long _windowTokens;
    private int _running;
    private double _allowed;
    private int _interactiveInARow;
    private DateTimeOffset _pausedUntil = DateTimeOffset.MinValue;
    private int? _learnedRequests;
    private long? _learnedTokens;

    /// <summary>Creates a limiter.</summary>
    /// <param name="limits">The key's limits; null where none are known.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public JinaRateLimiter(JinaRateLimits? limits = null, TimeProvider? timeProvider = null)
    {
        _limits = limits ?? new JinaRateLimits();
        if (_limits.RequestsPerMinute is < 1 || _limits.TokensPerMinute is < 1 || _limits.Concurrency is < 1)
            throw new ArgumentOutOfRangeException(nameof(limits), $"Limits must be at least 1, or null for none; they are {_limits}.");
        _time = timeProvider ?? TimeProvider.System;
        _allowed = _limits.Concurrency ?? int.MaxValue;
        _timer = _time.CreateTimer(static state => ((JinaRateLimiter)state!).Pump(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The limits given at the start.</summary>
    public JinaRateLimits Limits => _limits;

    /// <summary>The number of requests in flight now.</summary>
    public int InFlight
    {
        get
        {
            lock (_gate) return _running;
        }
    }

    /// <summary>The number of requests that wait now.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _interactive.Count + _background.Count;
        }
    }

    /// <summary>Releases the timer. Requests that wait are released too.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        List<RateWaiter> waiters;
        lock (_gate)
        {
            waiters = [.. _interactive, .. _background];
            _interactive.Clear();
            _background.Clear();
        }
        foreach (var waiter in waiters) waiter.TrySetException(new ObjectDisposedException(nameof(JinaRateLimiter)));
    }

    /// <summary>Waits for the right to send one request.</summary>
    internal ValueTask<RateLease> AcquireAsync(long tokens, bool background, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RateWaiter waiter;
        lock (_gate)
        {
            if (_interactive.Count == 0 && (_background.Count == 0 || !background) && TryGrant(tokens, out _) is { } lease) return new(lease);
            waiter = new RateWaiter(tokens);
            waiter.Node = (background ? _background : _interactive).AddLast(waiter);
        }
        waiter.ReleaseOnCancel(this, cancellationToken);
        Pump();
        return new(waiter.Task);
    }

    internal void Forget(RateWaiter waiter)
    {
        lock (_gate)
        {
            if (waiter.Node is { List: { } list } node) list.Remove(node);
        }
        Pump();
    }

    /// <summary>Takes a request out of flight.</summary>
    internal void Release(RateLease lease, bool succeeded)
    {
        lock (_gate)
        {
            _running--;
            // Additive increase: about one more in flight for each full round of successes.
            if (succeeded && _allowed < (_limits.Concurrency ?? int.MaxValue)) _allowed += 1 / _allowed;
        }
        Pump();
    }

    /// <summary>Replaces the estimate of a request's tokens by what the answer charged.</summary>
    internal void Correct(RateLease lease, long tokens)
    {
        lock (_gate)
        {
            if (lease.InWindow) _windowTokens += tokens - lease.Tokens;
            lease.Tokens = tokens;
        }
    }

    /// <summary>Learns from the headers of an answer: what is left now, on top of what this window already holds, is the limit.</summary>
    internal void Observe(int? remainingRequests, long? remainingTokens)
    {
        lock (_gate)
        {
            Expire(_time.GetUtcNow());
            if (remainingRequests is { } requests) _learnedRequests = Math.Max(1, _window.Count + Math.Max(0, requests));
            if (remainingTokens is { } tokens) _learnedTokens = Math.Max(1, _windowTokens + Math.Max(0, tokens));
        }
    }

    /// <summary>Reacts to a 429.</summary>
    internal void OnThrottled(TimeSpan? retryAfter, bool concurrency)
    {
        lock (_gate)
        {
            if (concurrency) _allowed = Math.Max(1, Math.Floor(Math.Min(_allowed, _running) / 2));
            if (retryAfter is { } wait && _time.GetUtcNow() + wait is var until && until > _pausedUntil) _pausedUntil = until;
        }
    }

    private void Pump()
    {
        List<(RateWaiter Waiter, RateLease Lease)>? granted = null;
        lock (_gate)
        {
            while (Next() is { } list)
            {
                if (TryGrant(list.First!.Value.Tokens, out var readyAt) is not { } lease)
                {
                    if (readyAt is { } at) Schedule(at);
                    break;
                }
                (granted ??= []).Add((list.First.Value, lease));
                _interactiveInARow = list == _interactive && _background.Count > 0 ? _interactiveInARow + 1 : 0;
                list.RemoveFirst();
            }
        }
        if (granted is null) return;
        foreach (var (waiter, lease) in granted)
            if (!waiter.TrySetResult(lease))
                lease.Dispose();
    }

    private LinkedList<RateWaiter>? Next() =>
        _interactive.Count > 0 && (_background.Count == 0 || _interactiveInARow < InteractiveInARow) ? _interactive
        : _background.Count > 0 ? _background
        : null;

    /// <summary>A lease if one may be sent now, else the moment to try again; no moment where only a release can help.</summary>
    private RateLease? TryGrant(long tokens, out DateTimeOffset? readyAt)
    {
        readyAt = null;
        var now = _time.GetUtcNow();
        Expire(now);
        if (_running >= Math.Max(1, Math.Floor(_allowed))) return null;
        if (now < _pausedUntil)
        {
            readyAt = _pausedUntil;
            return null;
        }
        var requestLimit = Math.Min(_limits.RequestsPerMinute ?? int.MaxValue, _learnedRequests ?? int.MaxValue);
        var tokenLimit = Math.Min(_limits.TokensPerMinute ?? long.MaxValue, _learnedTokens ?? long.MaxValue);
        if (_window.Count > 0 && (_window.Count >= requestLimit || _windowTokens + tokens > tokenLimit))
        {
            readyAt = _window.Peek().SentAt + s_window;
            return null;
        }
        var lease = new RateLease(this, now, tokens);
        _window.Enqueue(lease);
        _windowTokens += tokens;
        _running++;
        return lease;
    }

    private void Expire(DateTimeOffset now)
    {
        while (_window.TryPeek(out var oldest) && now - oldest.SentAt >= s_window)
        {
            _window.Dequeue();
            oldest.InWindow = false;
            _windowTokens -= oldest.Tokens;
        }
        if (_window.Count == 0) (_learnedRequests, _learnedTokens) = (null, null);
    }

    private void Schedule(DateTimeOffset at)
    {
        var wait = at - _time.GetUtcNow();
        try
        {
            // A millisecond more than asked: timers may fire early by their own resolution.
            _timer.Change((wait > TimeSpan.Zero ? wait : TimeSpan.Zero) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // Disposed meanwhile: the waiters were released with an error.
        }
    }
}
