using System.Diagnostics;
using JinaSharp.Testing;

namespace JinaSharp.Client.Tests.Usage;

public sealed class UsageTests
{
    private static readonly JinaPrices Prices = new(new Dictionary<string, decimal> { ["jina-embeddings-v3"] = 0.05m }, other: 0.02m);

    [Fact]
    public async Task Usage_IsCountedByOperationModelAndTag()
    {
        await using var fake = await FakeFixture.StartAsync(static options => options.Usage = new JinaUsageTracker(Prices));

        var embeddings = await fake.Client.GenerateAsync(["some text", "more"], new JinaEmbeddingOptions { ModelId = "jina-embeddings-v3", AdditionalProperties = new() { [JinaCallProperties.Tag] = "index" } });
        await fake.Client.RerankAsync("q", ["a"]);
        var report = fake.Client.Usage.GetReport();

        var tokens = embeddings.Usage!.TotalTokenCount!.Value;
        Assert.Equal(new JinaUsageEntry(1, tokens, 0.05m * tokens / 1_000_000m), report.ByTag["index"]);
        Assert.Equal(tokens, report.ByModel["jina-embeddings-v3"].Tokens);
        Assert.Equal(["embeddings", "rerank"], report.ByOperation.Keys.Order());
        Assert.Equal(report.ByOperation.Values.Sum(static entry => entry.Tokens), report.Total.Tokens);
    }

    [Fact]
    public async Task Budget_StopsBeforeItIsPassed()
    {
        await using var fake = await FakeFixture.StartAsync(static options => (options.Usage, options.MaxItemsPerRequest, options.MaxConcurrency) = (new JinaUsageTracker(maxTokens: 50), 4, 1));
        var texts = Enumerable.Range(0, 40).Select(static i => $"text {i}").ToArray();

        var error = await Assert.ThrowsAsync<EmbeddingBatchException>(() => fake.Client.GenerateAsync(texts, new JinaEmbeddingOptions { ModelId = "jina-embeddings-v3" }));

        Assert.Equal("budget_exceeded", error.Code);
        Assert.IsType<JinaBudgetException>(error.InnerException);
        Assert.NotEmpty(error.Completed);
        Assert.InRange(fake.Client.Usage.GetReport().Total.Tokens, 1, 50);
    }

    [Fact]
    public async Task Budget_InMoney_IsHeldAndNeedsAPrice()
    {
        await using var fake = await FakeFixture.StartAsync(static options => options.Usage = new JinaUsageTracker(new JinaPrices(new Dictionary<string, decimal> { ["jina-embeddings-v3"] = 1_000_000m }), maxCost: 5m));

        var dear = await Assert.ThrowsAsync<JinaBudgetException>(() => fake.Client.GenerateAsync(["a text of some length"], new JinaEmbeddingOptions { ModelId = "jina-embeddings-v3" }));
        var unknown = await Assert.ThrowsAsync<JinaBudgetException>(() => fake.Client.RerankAsync("q", ["a"]));

        Assert.Contains("of the budget of 5", dear.Message);
        Assert.Contains("no price for 'jina-reranker-v3'", unknown.Message);
        Assert.Equal(0, fake.Server.RequestCount);
    }

    [Fact]
    public async Task Estimate_SendsNothingAndLearnsFromRealUsage()
    {
        await using var fake = await FakeFixture.StartAsync(static options => options.Usage = new JinaUsageTracker(Prices));
        var options = new JinaEmbeddingOptions { ModelId = "jina-embeddings-v3" };
        var texts = Enumerable.Range(0, 3000).Select(static i => $"日本語のテキスト {i}").ToArray();

        var before = fake.Client.Estimate(texts, options);
        var requests = fake.Server.RequestCount;
        var real = (await fake.Client.GenerateAsync(texts, options)).Usage!.TotalTokenCount!.Value;
        var after = fake.Client.Estimate(texts, options);

        Assert.Equal((3000, 2, 0), (before.Items, before.Requests, requests));
        Assert.NotNull(before.Cost);
        Assert.InRange(after.Tokens, real * 0.97, real * 1.03);
        Assert.True(Math.Abs(after.Tokens - real) <= Math.Abs(before.Tokens - real));
    }

    [Fact]
    public async Task FailedCalls_CostNothing()
    {
        await using var fake = await FakeFixture.StartAsync(static options => (options.Usage, options.MaxRetries) = (new JinaUsageTracker(maxTokens: 100), 0));
        fake.Server.Faults.Enqueue(new FakeFault(FakeFaultKind.InternalError));

        await Assert.ThrowsAsync<JinaApiException>(() => fake.Client.GenerateAsync(["a"]));

        Assert.Equal(0, fake.Client.Usage.GetReport().Total.Tokens);
        Assert.Single(await fake.Client.GenerateAsync([new string('x', 380)]));
    }

    [Fact]
    public async Task Telemetry_NamesModelTokensAndRetries_NeverTextOrKey()
    {
        await using var fake = await FakeFixture.StartAsync();
        fake.Server.Faults.Enqueue(new FakeFault(FakeFaultKind.Unavailable));
        List<Activity> activities = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == JinaDiagnostics.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (activities) activities.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);

        await fake.Client.RerankAsync("my private query", ["my private document"], new RerankOptions { ModelId = "jina-reranker-v2-base-multilingual" });

        Activity activity;
        lock (activities) activity = activities.Single(a => Equals(a.GetTagItem("server.port"), fake.Server.Address.Port));
        Assert.Equal("jina rerank jina-reranker-v2-base-multilingual", activity.DisplayName);
        Assert.Equal("jina-reranker-v2-base-multilingual", activity.GetTagItem("gen_ai.request.model"));
        Assert.Equal(2, activity.GetTagItem("jinasharp.request.attempts"));
        Assert.Equal("SERVICE_UNAVAILABLE", activity.Events.Single().Tags.First(static tag => tag.Key == "error.type").Value);
        var everything = string.Join('\n', activity.TagObjects.Select(static tag => $"{tag.Key}={tag.Value}").Concat(activity.Events.SelectMany(static e => e.Tags).Select(static tag => $"{tag.Value}")));
        Assert.DoesNotContain("private", everything);
        Assert.DoesNotContain(TestClient.Key, everything);
    }
}
