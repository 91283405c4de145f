using JinaSharp.Testing;
using Microsoft.Extensions.AI;

namespace JinaSharp.Core.Tests.Middleware;

public sealed class RateLimitingEmbeddingGeneratorTests
{
    private readonly FakeEmbeddingGenerator<string> _inner = new();
    private readonly ManualTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Generate_MoreCallsThanAMinuteHolds_GoEvenly()
    {
        using var generator = Limit(new RateLimitOptions { CallsPerMinute = 6 });

        for (var i = 0; i < 9; i++) await generator.GenerateAsync(["a"], cancellationToken: Cancellation);

        Assert.Equal(9, _inner.Calls.Count);
        Assert.Equal([10, 10, 10], _time.Waits.Select(wait => (int)Math.Round(wait.TotalSeconds)));
    }

    [Fact]
    public async Task Generate_AfterAPause_AMinutesWorthGoesAtOnce()
    {
        using var generator = Limit(new RateLimitOptions { CallsPerMinute = 3 });
        for (var i = 0; i < 3; i++) await generator.GenerateAsync(["a"], cancellationToken: Cancellation);

        _time.Advance(TimeSpan.FromMinutes(5));
        for (var i = 0; i < 3; i++) await generator.GenerateAsync(["a"], cancellationToken: Cancellation);

        Assert.Empty(_time.Waits);
    }

    [Fact]
    public async Task Generate_Tokens_AreEstimated_AndPutRightByUsage()
    {
        // The fake counts a token a character: 80; the estimate is 2 + 80 / 4 = 22.
        using var generator = Limit(new RateLimitOptions { TokensPerMinute = 60 });
        var text = new string('x', 80);

        await generator.GenerateAsync([text], cancellationToken: Cancellation);
        await generator.GenerateAsync([text], cancellationToken: Cancellation);

        // 60 - 80 = -20 after the first; the second takes 22 more: 42 of 60 a minute.
        Assert.Equal([42], _time.Waits.Select(wait => (int)Math.Round(wait.TotalSeconds)));
    }

    [Fact]
    public async Task Generate_ACallBeyondAMinutesWorth_Goes()
    {
        using var counter = new LexicalEmbeddingGenerator();
        using var generator = Limit(new RateLimitOptions { TokensPerMinute = 2, TokenCounter = counter });

        await generator.GenerateAsync(["one two three four"], cancellationToken: Cancellation);

        Assert.Equal([60], _time.Waits.Select(wait => (int)Math.Round(wait.TotalSeconds)));
    }

    [Fact]
    public async Task Generate_CancelledWhileWaiting_GivesItsPlaceBack()
    {
        using var generator = new RateLimitingEmbeddingGenerator<string, Embedding<float>>(_inner, new RateLimitOptions { CallsPerMinute = 1 });
        await generator.GenerateAsync(["a"], cancellationToken: Cancellation);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => generator.GenerateAsync(["b"], cancellationToken: stop.Token));

        Assert.Single(_inner.Calls);
    }

    [Fact]
    public void Options_BelowOne_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Limit(new RateLimitOptions { CallsPerMinute = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Limit(new RateLimitOptions { TokensPerMinute = -1 }));
    }

    private RateLimitingEmbeddingGenerator<string, Embedding<float>> Limit(RateLimitOptions options) => new(_inner, options, _time);
}
