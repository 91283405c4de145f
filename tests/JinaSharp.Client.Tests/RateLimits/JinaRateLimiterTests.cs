using JinaSharp.Testing;

namespace JinaSharp.Client.Tests.RateLimits;

public sealed class JinaRateLimiterTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Requests_BeyondTheLimit_WaitUntilTheWindowHasRoom()
    {
        using var limiter = new JinaRateLimiter(new JinaRateLimits { RequestsPerMinute = 2 }, _time);

        (await limiter.AcquireAsync(0, false, default)).Dispose();
        _time.Advance(TimeSpan.FromSeconds(10));
        (await limiter.AcquireAsync(0, false, default)).Dispose();
        var third = limiter.AcquireAsync(0, false, default).AsTask();
        _time.Advance(TimeSpan.FromSeconds(49.9));
        var early = third.IsCompleted;
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.False(early);
        (await third.WaitAsync(TimeSpan.FromSeconds(5))).Dispose();
    }

    [Fact]
    public async Task AnyMinute_NeverHoldsMoreRequestsOrTokensThanAllowed()
    {
        using var limiter = new JinaRateLimiter(new JinaRateLimits { RequestsPerMinute = 20, TokensPerMinute = 1000, Concurrency = 3 }, _time);
        List<(DateTimeOffset Time, int Tokens)> sent = [];
        var most = 0;
        async Task Send(int tokens, bool background)
        {
            using var lease = await limiter.AcquireAsync(tokens, background, default);
            lock (sent) sent.Add((_time.GetUtcNow(), tokens));
            most = Math.Max(most, limiter.InFlight);
            await Task.Delay(TimeSpan.FromSeconds(2), _time);
        }

        var random = new Random(3);
        var all = Task.WhenAll(Enumerable.Range(0, 100).Select(i => Send(random.Next(1, 120), i % 3 != 0)));
        await _time.AdvanceUntilAsync(all);

        Assert.Equal(100, sent.Count);
        Assert.InRange(most, 1, 3);
        foreach (var (start, _) in sent)
        {
            var window = sent.Where(entry => entry.Time >= start && entry.Time < start + TimeSpan.FromMinutes(1)).ToList();
            Assert.InRange(window.Count, 1, 20);
            Assert.InRange(window.Sum(static entry => entry.Tokens), 1, 1000);
        }
    }

    [Fact]
    public async Task Interactive_GoesFirst_AndBackgroundIsNotStarved()
    {
        using var limiter = new JinaRateLimiter(new JinaRateLimits { Concurrency = 1 }, _time);
        var first = await limiter.AcquireAsync(0, false, default);
        List<string> order = [];
        async Task Send(string name, bool background)
        {
            using var lease = await limiter.AcquireAsync(0, background, default);
            lock (order) order.Add(name);
        }

        var background = Enumerable.Range(0, 2).Select(i => Send($"batch {i}", true)).ToList();
        var interactive = Enumerable.Range(0, 12).Select(i => Send($"query {i}", false)).ToList();
        first.Dispose();
        await Task.WhenAll([.. background, .. interactive]).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("query 0", order[0]);
        Assert.Equal(8, order.IndexOf("batch 0"));
    }

    [Fact]
    public async Task Throttled_NothingIsSentUntilTheWaitIsOver()
    {
        using var limiter = new JinaRateLimiter(null, _time);
        limiter.OnThrottled(TimeSpan.FromSeconds(7), concurrency: false);

        var waiting = limiter.AcquireAsync(0, false, default).AsTask();
        _time.Advance(TimeSpan.FromSeconds(6.9));
        var early = waiting.IsCompleted;
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.False(early);
        (await waiting.WaitAsync(TimeSpan.FromSeconds(5))).Dispose();
    }

    [Fact]
    public async Task Concurrency_AfterA429_IsHalvedAndComesBack()
    {
        using var limiter = new JinaRateLimiter(new JinaRateLimits { Concurrency = 8 }, _time);
        var leases = new List<RateLease>();
        for (var i = 0; i < 8; i++) leases.Add(await limiter.AcquireAsync(0, false, default));

        limiter.OnThrottled(null, concurrency: true);
        foreach (var lease in leases) lease.Dispose();
        leases.Clear();
        var tasks = Enumerable.Range(0, 6).Select(_ => limiter.AcquireAsync(0, false, default).AsTask()).ToList();

        Assert.Equal(4, tasks.Count(static task => task.IsCompleted));
        for (var i = 0; i < 6; i++)
        {
            var lease = await tasks[i].WaitAsync(TimeSpan.FromSeconds(5));
            lease.Succeeded = true;
            lease.Dispose();
        }
        for (var i = 0; i < 40; i++)
        {
            var lease = await limiter.AcquireAsync(0, false, default);
            lease.Succeeded = true;
            lease.Dispose();
        }
        for (var i = 0; i < 8; i++) leases.Add(await limiter.AcquireAsync(0, false, default));
        Assert.Equal(8, limiter.InFlight);
    }

    [Fact]
    public async Task Headers_TeachTheLimit()
    {
        using var limiter = new JinaRateLimiter(null, _time);
        (await limiter.AcquireAsync(0, false, default)).Dispose();
        limiter.Observe(remainingRequests: 1, remainingTokens: null);

        (await limiter.AcquireAsync(0, false, default)).Dispose();
        var third = limiter.AcquireAsync(0, false, default).AsTask();

        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(61));
        (await third.WaitAsync(TimeSpan.FromSeconds(5))).Dispose();
    }

    [Fact]
    public async Task RequestLargerThanTheLimit_IsSentWhenTheWindowIsEmpty()
    {
        using var limiter = new JinaRateLimiter(new JinaRateLimits { TokensPerMinute = 100 }, _time);

        (await limiter.AcquireAsync(5000, false, default)).Dispose();
        var next = limiter.AcquireAsync(1, false, default).AsTask();

        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(61));
        (await next.WaitAsync(TimeSpan.FromSeconds(5))).Dispose();
    }

    [Fact]
    public async Task Cancelled_WaitLeavesNothingBehind()
    {
        using var limiter = new JinaRateLimiter(new JinaRateLimits { Concurrency = 1 }, _time);
        var first = await limiter.AcquireAsync(0, false, default);
        using var cancel = new CancellationTokenSource();

        var second = limiter.AcquireAsync(0, false, cancel.Token).AsTask();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(0, limiter.Waiting);
        first.Dispose();
        Assert.Equal(0, limiter.InFlight);
    }
}
