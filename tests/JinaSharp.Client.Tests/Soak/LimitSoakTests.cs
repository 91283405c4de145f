using System.Text;
using JinaSharp.Testing;

namespace JinaSharp.Client.Tests.Soak;

/// <summary>What a limiter promises, as the server sees it: many items through faults and cancellations, under limits that hold the run back.</summary>
[Collection(nameof(SoakCollection))]
public sealed class LimitSoakTests
{
    private const int ItemsPerRequest = 50;
    private const int Concurrency = 6;

    // A minute of the limiter's clock takes three seconds of the world's.
    private const int Speed = 20;

    // Between the limiter's clock and the server's lies the way of a request, in the limiter's time: 1.5 seconds of the world's, for a busy machine.
    private static readonly TimeSpan Way = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task EveryMinute_HoldsNoMoreThanTheLimits(bool limitRequests, bool limitTokens)
    {
        // About three minutes' worth, whatever the number of items: repetitions make a third more of it.
        var requests = SoakItems.Count / ItemsPerRequest;
        var texts = Enumerable.Range(0, SoakItems.Count).Select(static i => $"item {i}").ToArray();
        var tokens = texts.Sum(static text => (long)(text.Length / 4) + 2);
        var limits = new JinaRateLimits
        {
            RequestsPerMinute = limitRequests ? requests / 2 : null,
            TokensPerMinute = limitTokens ? tokens / 2 : null,
            Concurrency = Concurrency,
        };
        var clock = new FastClock(Speed);
        await using var server = await JinaFakeServer.StartAsync(new JinaFakeServerOptions { Clock = clock });
        server.Faults.Inject(0.25, seed: 11, SoakItems.EveryFault);
        using var limiter = new JinaRateLimiter(limits, clock);
        using var client = FakeFixture.CreateClient(
            server, options => (options.MaxItemsPerRequest, options.MaxConcurrency, options.MaxRetries, options.RetryDelay, options.RateLimiter, options.TokenCounter) =
                (ItemsPerRequest, 10, 4, TimeSpan.FromMilliseconds(1), limiter, new ServerCounter()));
        // A second caller of the same key, whose calls are given up at random.
        using var end = new CancellationTokenSource();
        var queries = AskAndGiveUpAsync(client, end.Token);

        var count = 0;
        await foreach (var outcome in client.EmbedManyAsync(texts, new JinaEmbeddingOptions { ModelId = SoakItems.Model, Dimensions = SoakItems.Dimensions }))
        {
            Assert.Equal(count++, outcome.Index);
            Assert.True(outcome.Embedding is not null || outcome.Error!.IsTransient);
        }
        await end.CancelAsync();
        await queries;

        Assert.Equal(texts.Length, count);
        Assert.Equal((0, 0), (limiter.Waiting, limiter.InFlight));
        Assert.InRange(server.MostConcurrent, 2, Concurrency + 3); // what was given up may still be on the server when the next comes
        var arrivals = server.Arrivals;
        // Under a limit that never held anything back there would be nothing to see.
        Assert.True(arrivals[^1].Time - arrivals[0].Time > TimeSpan.FromMinutes(1.5), "The run was too short for its limits.");
        var (mostRequests, mostTokens) = Busiest(arrivals, TimeSpan.FromMinutes(1) - Way);
        if (limits.RequestsPerMinute is { } requestLimit) Assert.InRange(mostRequests, requestLimit / 2, requestLimit);
        // Beyond the limit may go what the requests in flight were underestimated by: nothing here, as both sides count alike.
        if (limits.TokensPerMinute is { } tokenLimit) Assert.InRange(mostTokens, tokenLimit / 2, tokenLimit);
    }

    private static async Task AskAndGiveUpAsync(JinaClient client, CancellationToken end)
    {
        var random = new Random(5);
        while (!end.IsCancellationRequested)
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(end);
            cancel.CancelAfter(TimeSpan.FromMilliseconds(random.Next(1, 200)));
            try
            {
                await client.GenerateAsync(["a query"], new JinaEmbeddingOptions { ModelId = SoakItems.Model, Dimensions = SoakItems.Dimensions }, cancel.Token);
                await Task.Delay(100, cancel.Token);
            }
            catch (Exception exception) when (exception is OperationCanceledException or JinaApiException)
            {
                // Given up, or met more faults than repetitions.
            }
        }
    }

    /// <summary>The most requests and the most tokens of any window of this length.</summary>
    private static (int Requests, long Tokens) Busiest(IReadOnlyList<FakeArrival> arrivals, TimeSpan window)
    {
        var (most, mostTokens, tokens, first) = (0, 0L, 0L, 0);
        for (var last = 0; last < arrivals.Count; last++)
        {
            tokens += arrivals[last].Tokens;
            while (arrivals[last].Time - arrivals[first].Time >= window) tokens -= arrivals[first++].Tokens;
            (most, mostTokens) = (Math.Max(most, last - first + 1), Math.Max(mostTokens, tokens));
        }
        return (most, mostTokens);
    }

    /// <summary>Counts as the server does, which adds two a text, as the client does.</summary>
    private sealed class ServerCounter : ITokenCounter
    {
        public int CountTokens(ReadOnlySpan<char> text) => Encoding.UTF8.GetByteCount(text) / 4;

        public IReadOnlyList<TokenSpan> GetTokenSpans(string text) => throw new NotSupportedException("Only counts are asked for.");
    }
}
