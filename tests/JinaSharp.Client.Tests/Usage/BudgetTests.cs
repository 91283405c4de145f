using System.Net;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Tests.Usage;

/// <summary>What the services beside embeddings set aside before a call and charge after it.</summary>
public sealed class BudgetTests
{
    private static readonly Uri Page = new("https://example.org/a");

    [Fact]
    public async Task Read_TextJsonAndStream_ChargeWhatTheAnswerSays()
    {
        await using var fake = await FakeFixture.StartAsync();

        await fake.Client.Reader.ReadAsync(Page);
        Assert.Equal(12, fake.Client.Usage.GetReport().Total.Tokens);
        await fake.Client.Reader.ReadTextAsync(Page);
        Assert.Equal(24, fake.Client.Usage.GetReport().Total.Tokens);
        await foreach (var _ in fake.Client.Reader.ReadStreamingAsync(Page))
        {
        }

        Assert.Equal(new JinaUsageEntry(3, 36, null), fake.Client.Usage.GetReport().ByOperation["read"]);
    }

    [Fact]
    public async Task DeepSearch_Stream_ChargesItsUsage()
    {
        await using var fake = await FakeFixture.StartAsync();

#pragma warning disable JINA001 // what is tested
        var answer = await fake.Client.DeepSearch.AskAsync("why");
#pragma warning restore JINA001

        Assert.True(answer.Tokens > 0);
        Assert.Equal(answer.Tokens, fake.Client.Usage.GetReport().ByOperation["deepsearch"].Tokens);
    }

    [Fact]
    public async Task Stream_LeftBeforeItsEnd_ChargesTheEstimateAndSetsNothingAsideAnyMore()
    {
        using var test = new TestClient(static options => options.Usage = new JinaUsageTracker(maxTokens: 15_000));
        test.Handler.Answer("event: data\ndata: {\"content\":\"a\"}\n\nevent: data\ndata: {\"content\":\"ab\"}\n\n", HttpStatusCode.OK, "text/event-stream");

        await foreach (var _ in test.Client.Reader.ReadStreamingAsync(Page)) break;

        Assert.Equal(10_000, test.Client.Usage.GetReport().Total.Tokens);
        await test.Client.Reader.ReadStreamingAsync(Page, new ReaderOptions { MaxTokens = 5_000 }).GetAsyncEnumerator().MoveNextAsync();
    }

    [Fact]
    public async Task Stream_EndedByAnError_CostsNothing()
    {
        using var test = new TestClient(static options => options.Usage = new JinaUsageTracker(maxTokens: 10_000));
        test.Handler.Answer("event: error\ndata: {\"code\":422,\"name\":\"AssertionFailureError\",\"status\":42206,\"message\":\"no\"}\n\n", HttpStatusCode.OK, "text/event-stream");

        for (var i = 0; i < 2; i++)
            await Assert.ThrowsAsync<JinaApiException>(async () => await test.Client.Reader.ReadStreamingAsync(Page).GetAsyncEnumerator().MoveNextAsync());

        Assert.Equal(0, test.Client.Usage.GetReport().Total.Tokens);
    }

    [Theory]
    [InlineData("read", 9_999, 10_000)]
    [InlineData("read-stream", 9_999, 10_000)]
    [InlineData("read-shot", 10_764, 10_765)]
    [InlineData("read-proxy", 2_499, 2_500)]
    [InlineData("read-model", 3_999, 4_000)]
    [InlineData("search", 9_999, 10_000)]
    [InlineData("search-20-bing-news", 299_999, 300_000)]
    [InlineData("ground", 299_999, 300_000)]
    [InlineData("train", 59, 60)]
    [InlineData("classify", 5, 6)]
    [InlineData("classify-groups", 12, 13)]
    [InlineData("deepsearch", 499, 500)]
    public async Task Budget_BelowTheEstimate_SendsNothing_AndAtItSends(string operation, long refused, long sent)
    {
        await using var poor = await FakeFixture.StartAsync(options => options.Usage = new JinaUsageTracker(maxTokens: refused));
        await using var rich = await FakeFixture.StartAsync(options => options.Usage = new JinaUsageTracker(maxTokens: sent));

        await Assert.ThrowsAsync<JinaBudgetException>(() => CallAsync(poor.Client, operation));
        await CallAsync(rich.Client, operation);

        Assert.Equal(0, poor.Server.RequestCount);
        Assert.Equal(1, rich.Server.RequestCount);
        Assert.True(rich.Client.Usage.GetReport().Total.Tokens > 0);
    }

    [Fact]
    public async Task Classify_InSeveralRequests_SetsTheLabelsAsideForEach()
    {
        await using var fake = await FakeFixture.StartAsync(static options => options.Usage = new JinaUsageTracker(maxTokens: (1025 * 3) + 2));

        // Two tokens more than the texts have: enough for the last text, not for it and the labels that are sent once more.
        await Assert.ThrowsAsync<JinaBudgetException>(() => fake.Client.Classifier.ClassifyAsync([.. Enumerable.Repeat("good", 1025)], ["a", "b"]));

        Assert.Equal(2, fake.Server.RequestCount); // 512 texts each
    }

    private static async Task CallAsync(JinaClient client, string operation)
    {
        switch (operation)
        {
            case "read": await client.Reader.ReadAsync(Page); break;
            case "read-stream":
                await foreach (var _ in client.Reader.ReadStreamingAsync(Page))
                {
                }
                break;
            case "read-shot": await client.Reader.ReadAsync(Page, new ReaderOptions { Formats = ReaderFormats.Screenshot }); break;
            case "read-proxy": await client.Reader.ReadAsync(Page, new ReaderOptions { TokenBudget = 500, Proxy = "de" }); break;
            case "read-model": await client.Reader.ReadAsync(Page, new ReaderOptions { MaxTokens = 1_000, Formats = ReaderFormats.ReaderLm }); break;
            case "search": await client.Search.SearchAsync("q"); break;
            case "search-20-bing-news": await client.Search.SearchAsync("q", new SearchOptions { Count = 20, Provider = "bing", Kind = SearchKind.News }); break;
            case "ground": await client.Grounding.GroundAsync("s"); break;
            // Two examples of a word each are 3 tokens each, and there are ten iterations.
            case "train": await client.Classifier.TrainAsync([new TrainingSample(new TextContent("good"), "a"), new TrainingSample(new TextContent("ugly"), "b")], model: "jina-embeddings-v3"); break;
            // A word is 3 tokens; labels are a token for four characters of their JSON, and one more.
            case "classify": await client.Classifier.ClassifyAsync(["good"], ["a", "b"]); break;
            case "classify-groups":
                await client.Classifier.ClassifyAsync(
                    [new TextContent("good")], new Dictionary<string, IReadOnlyList<string>> { ["tone"] = ["a", "b"], ["style"] = ["c", "d"] });
                break;
#pragma warning disable JINA001 // what is tested
            case "deepsearch": await client.DeepSearch.AskAsync("why", new DeepSearchOptions { BudgetTokens = 500 }); break;
#pragma warning restore JINA001
            default: throw new ArgumentException(operation);
        }
    }
}
