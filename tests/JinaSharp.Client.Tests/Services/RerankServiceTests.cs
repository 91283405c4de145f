using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Tests.Services;

public sealed class RerankServiceTests
{
    private static readonly string[] Documents = ["bicycles need air", "descale a kettle with vinegar", "", "a kettle is hot"];

    [Theory]
    [InlineData("jina-reranker-v2-base-multilingual")]
    [InlineData("jina-reranker-v3")]
    [InlineData("jina-reranker-m0")]
    [InlineData("jina-colbert-v2")]
    public async Task Rerank_EveryFamily_GivesBestFirstWithTheCallersDocuments(string model)
    {
        await using var fake = await FakeFixture.StartAsync();

        var results = await fake.Client.RerankAsync("descale a kettle", Documents, new RerankOptions { ModelId = model });

        Assert.Equal([1, 3, 0, 2], results.Select(static r => r.Index));
        Assert.Equal(Documents[1], ((TextContent)results[0].Document!).Text);
        Assert.Equal(model == "jina-reranker-v3", results[3].Score < 0);
        Assert.True(results.Usage!.TotalTokenCount > 0);
    }

    [Fact]
    public async Task Rerank_TopAndThreshold_KeepZeroAsAThreshold()
    {
        await using var fake = await FakeFixture.StartAsync();

        var top = await fake.Client.RerankAsync("descale a kettle", Documents, new RerankOptions { TopN = 1 });
        var least = await fake.Client.RerankAsync("descale a kettle", Documents, new RerankOptions { MinScore = 0, ReturnDocuments = false });

        Assert.Equal(1, Assert.Single(top).Index);
        Assert.Equal([1, 3], least.Select(static r => r.Index));
        Assert.Null(least[0].Document);
    }

    [Fact]
    public async Task Rerank_Embeddings_ComeWithTheListwiseModel()
    {
        await using var fake = await FakeFixture.StartAsync();

        var results = await fake.Client.RerankAsync("a", ["b"], new RerankOptions { ReturnEmbeddings = true, MaxDocumentTokens = 100 });

        Assert.Equal(512, results[0].Embedding!.Value.Length);
    }

    [Fact]
    public async Task Rerank_Images_GoToTheModelThatTakesThem()
    {
        await using var fake = await FakeFixture.StartAsync();
        var image = new UriContent("https://example.org/a.png", "image/png");

        var results = await fake.Client.RerankAsync(new TextContent("a cat"), [image, new TextContent("a cat")], new RerankOptions { ModelId = "jina-reranker-m0" });
        var error = await Assert.ThrowsAsync<ArgumentException>(() => fake.Client.RerankAsync(new TextContent("a cat"), [image]));

        Assert.Equal(1, results[0].Index);
        Assert.Contains("Document 0 is an image", error.Message);
        Assert.Contains("jina-reranker-m0", error.Message);
    }

    [Fact]
    public async Task Rerank_NoDocuments_SendsNothing()
    {
        await using var fake = await FakeFixture.StartAsync();

        Assert.Empty(await fake.Client.RerankAsync("a", []));
        Assert.Equal(0, fake.Server.RequestCount);
    }

    [Theory]
    [InlineData("""{"results":[{"index":1,"relevance_score":0.5,"document":"b"},{"index":0,"relevance_score":-0.25,"document":{"text":"a"}}]}""")]
    [InlineData("""{"model":"m","object":"list","usage":{"total_tokens":3},"results":[{"index":0,"relevance_score":-0.25},{"index":1,"relevance_score":0.5,"document":null}]}""")]
    public async Task Rerank_EveryShapeOfAnswer_IsRead(string body)
    {
        using var test = new TestClient();
        test.Handler.Answer(body);

        var results = await test.Client.RerankAsync("q", ["a", "b"]);

        Assert.Equal([(1, 0.5), (0, -0.25)], results.Select(static r => (r.Index, r.Score)));
    }

    [Fact]
    public async Task Rerank_Body_IsTheDocumentedOne()
    {
        using var test = new TestClient();
        test.Handler.Answer("""{"results":[{"index":0,"relevance_score":1}]}""");

        await test.Client.RerankAsync("how to", ["x", "y"], new RerankOptions { TopN = 1, Truncate = true, MaxDocumentTokens = 9 });

        Assert.Equal("""{"model":"jina-reranker-v3","query":"how to","top_n":1,"return_documents":false,"truncation":true,"max_doc_length":9,"documents":["x","y"]}""", test.Handler.Requests[0].Body);
        Assert.Equal("https://api.jina.ai/v1/rerank", test.Handler.Requests[0].Address.AbsoluteUri);
    }

    [Fact]
    public async Task Refusals_HappenBeforeAnythingIsSent()
    {
        using var test = new TestClient();

        async Task Refused(RerankOptions options) => await Assert.ThrowsAsync<ArgumentException>(() => test.Client.RerankAsync("q", ["a"], options));

        await Refused(new RerankOptions { TopN = 0 });
        await Refused(new RerankOptions { MaxDocumentTokens = 0 });
        await Refused(new RerankOptions { RawScores = true });
        await Refused(new RerankOptions { ModelId = "jina-embeddings-v3" });
        await Refused(new RerankOptions { ModelId = "jina-reranker-m0", ReturnEmbeddings = true });
        await Assert.ThrowsAsync<ArgumentException>(() => test.Client.RerankAsync(" ", ["a"]));
        Assert.Empty(test.Handler.Requests);
    }
}
