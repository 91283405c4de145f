using System.Text.Json;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Tests.Embeddings;

public sealed class EmbeddingRequestTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    [Fact]
    public async Task Body_TextsWithOptions_IsExactlyTheDocumentedOne()
    {
        using var test = new TestClient();
        test.Handler.Answer(TestClient.Data("embeddings-two.json"));

        await test.Client.GenerateAsync(
            ["red bicycle", "blåer Kettle 青"],
            new JinaEmbeddingOptions { ModelId = "jina-embeddings-v3", Task = EmbeddingTask.RetrievalPassage, Dimensions = 2, Truncate = true },
            TestContext.Current.CancellationToken);

        var request = Assert.Single(test.Handler.Requests);
        Assert.Equal("https://api.jina.ai/v1/embeddings", request.Address.AbsoluteUri);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal(
            """{"model":"jina-embeddings-v3","task":"retrieval.passage","dimensions":2,"normalized":true,"truncate":true,"input":["red bicycle","blåer Kettle 青"]}""",
            request.Body);
    }

    [Fact]
    public async Task Body_Base64_IsAskedForByDefault()
    {
        using var test = new TestClient(options => options.UseBase64 = true);
        test.Handler.Answer(TestClient.Data("embeddings-base64.json"));

        var embeddings = await test.Client.GenerateAsync(["a", "b"]);

        Assert.Equal("base64", test.Handler.Requests[0].Json.GetProperty("embedding_type").GetString());
        Assert.Equal([1f, -2f, 0.5f], embeddings[0].Vector.ToArray());
        Assert.Equal([-1f, 0f, 0.25f], embeddings[1].Vector.ToArray());
    }

    [Fact]
    public async Task Body_MixedContents_WrapsTextsBesideImages()
    {
        using var test = new TestClient();
        test.Handler.Answer("""{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1]},{"index":2,"embedding":[1]},{"index":3,"embedding":[1]}]}""");

        await test.Client.Contents.GenerateAsync(
            [
                new TextContent("boots"),
                new DataContent(Png, "image/png"),
                new UriContent("https://example.org/boots.jpg", "image/jpeg"),
                new JinaFusedContent([new TextContent("size 42"), new DataContent(new byte[] { 1, 2, 3 }, "audio/mpeg")]),
            ],
            new JinaEmbeddingOptions { ModelId = "jina-embeddings-v5-omni-small", Normalized = false },
            TestContext.Current.CancellationToken);

        Assert.Equal(
            """{"model":"jina-embeddings-v5-omni-small","normalized":false,"input":[{"text":"boots"},{"image":"iVBORw0KGgo="},{"image":"https://example.org/boots.jpg"},{"content":[{"text":"size 42"},{"audio":"AQID"}]}]}""",
            Assert.Single(test.Handler.Requests).Body);
    }

    [Fact]
    public async Task Body_PdfAmongOthers_IsSentAloneAndGivesOneVectorAPage()
    {
        using var test = new TestClient(options => options.MaxConcurrency = 1);
        test.Handler.Answer((request, _) => Task.FromResult(new HttpResponseMessage
        {
            Content = new StringContent(request.Body.Contains("pdf", StringComparison.Ordinal) ? TestClient.Data("embeddings-pdf.json") : """{"data":[{"index":0,"embedding":[9,9]}]}"""),
        }));

        var embeddings = await test.Client.Contents.GenerateAsync(
            [new TextContent("before"), new UriContent("https://example.org/x.pdf", "application/pdf"), new TextContent("after")],
            new EmbeddingGenerationOptions { ModelId = "jina-embeddings-v4" },
            TestContext.Current.CancellationToken);

        Assert.Contains(test.Handler.Requests, static request => request.Body == """{"model":"jina-embeddings-v4","input":{"pdf":"https://example.org/x.pdf"}}""");
        Assert.Equal(5, embeddings.Count);
        Assert.Equal([1f, 0f], embeddings[1].Vector.ToArray());
        Assert.Equal([0f, 1f], embeddings[2].Vector.ToArray());
        Assert.Equal([0.5f, 0.5f], embeddings[3].Vector.ToArray());
        Assert.Equal((1, 3), ((int)embeddings[3].AdditionalProperties![JinaCallProperties.InputIndex]!, (int)embeddings[3].AdditionalProperties![JinaCallProperties.Page]!));
        Assert.Equal([9f, 9f], embeddings[4].Vector.ToArray());
    }

    [Fact]
    public async Task Options_FromAdditionalProperties_AreHonouredAndNotChanged()
    {
        using var test = new TestClient();
        test.Handler.Answer(TestClient.Data("embeddings-two.json"));
        var options = new EmbeddingGenerationOptions
        {
            ModelId = "some-new-model",
            AdditionalProperties = new AdditionalPropertiesDictionary
            {
                ["task"] = "anything.new", ["late_chunking"] = true, ["truncate"] = false, ["normalized"] = JsonDocument.Parse("false").RootElement,
                ["brand_new_field"] = 7, [JinaCallProperties.Tag] = "tests",
            },
        };

        await test.Client.GenerateAsync(["a", "b"], options);

        var body = test.Handler.Requests[0].Json;
        Assert.Equal("anything.new", body.GetProperty("task").GetString());
        Assert.True(body.GetProperty("late_chunking").GetBoolean());
        Assert.False(body.GetProperty("truncate").GetBoolean());
        Assert.False(body.GetProperty("normalized").GetBoolean());
        Assert.Equal(7, body.GetProperty("brand_new_field").GetInt32());
        Assert.False(body.TryGetProperty(JinaCallProperties.Tag, out _));
        Assert.Equal(6, options.AdditionalProperties.Count);
    }

    [Theory]
    [InlineData("jina-embeddings-v3", "clustering", "separation")]
    [InlineData("jina-embeddings-v5-text-small", "separation", "clustering")]
    [InlineData("jina-code-embeddings-0.5b", "retrieval.query", "nl2code.query")]
    public async Task Task_OfAnotherFamily_IsRefusedWithTheModelsOwn(string model, string task, string listed)
    {
        using var test = new TestClient();

        var error = await Assert.ThrowsAsync<ArgumentException>(() => test.Client.GenerateAsync(["a"], new JinaEmbeddingOptions { ModelId = model, Task = task }));

        Assert.Contains(listed, error.Message);
        Assert.Empty(test.Handler.Requests);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4096)]
    public async Task Dimensions_OutOfRange_AreRefused(int dimensions)
    {
        using var test = new TestClient();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => test.Client.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = dimensions }));
        Assert.Empty(test.Handler.Requests);
    }

    [Fact]
    public async Task Refusals_HappenBeforeAnythingIsSent()
    {
        using var test = new TestClient();
        var token = TestContext.Current.CancellationToken;
        var v3 = new JinaEmbeddingOptions { ModelId = "jina-embeddings-v3" };

        async Task<string> Refused(Func<Task> call) => (await Assert.ThrowsAnyAsync<ArgumentException>(call)).Message;

        Assert.Contains("Input 1 is null", await Refused(() => test.Client.GenerateAsync(["a", null!], cancellationToken: token)));
        Assert.Contains("Input 0 is blank", await Refused(() => test.Client.GenerateAsync([" \n"], cancellationToken: token)));
        Assert.Contains("position 2", await Refused(() => test.Client.GenerateAsync(["ab\ud83d"], cancellationToken: token)));
        Assert.Contains("no image", await Refused(() => test.Client.Contents.GenerateAsync([new DataContent("hello"u8.ToArray(), "image/png")], new JinaEmbeddingOptions { ModelId = "jina-clip-v2" }, token)));
        Assert.Contains("jina-clip-v2", await Refused(() => test.Client.Contents.GenerateAsync([new DataContent(Png, "image/png")], v3, token)));
        Assert.Contains("multi-vector", await Refused(() => test.Client.MultiVectors.GenerateAsync(["a"], new JinaEmbeddingOptions { ModelId = "jina-embeddings-v4", Dimensions = 128 }, token)));
        Assert.Contains("jina-embeddings-v4", await Refused(() => test.Client.MultiVectors.GenerateAsync(["a"], v3, token)));
        Assert.Contains("never for queries", await Refused(() => test.Client.GenerateAsync(["a"], new JinaEmbeddingOptions { ModelId = "jina-embeddings-v3", Task = EmbeddingTask.RetrievalQuery, LateChunking = true }, token)));
        Assert.Contains("jina-embeddings-v3", await Refused(() => test.Client.GenerateAsync(["a"], new JinaEmbeddingOptions { LateChunking = true }, token)));
        Assert.Contains("JinaClient.Binary", await Refused(() => test.Client.GenerateAsync(["a"], new JinaEmbeddingOptions { EmbeddingType = EmbeddingType.UBinary }, token)));
        Assert.Empty(test.Handler.Requests);
    }

    [Fact]
    public async Task EmptyList_SendsNothingAndCostsNothing()
    {
        using var test = new TestClient();

        var embeddings = await test.Client.GenerateAsync([]);

        Assert.Empty(embeddings);
        Assert.Equal(0, embeddings.Usage!.TotalTokenCount);
        Assert.Empty(test.Handler.Requests);
    }

    [Theory]
    [InlineData(BlankInputPolicy.Skip, 0)]
    [InlineData(BlankInputPolicy.ZeroVector, 2)]
    public async Task BlankInputs_KeepTheirPlace(BlankInputPolicy policy, int dimensions)
    {
        using var test = new TestClient(options => options.BlankInputs = policy);
        test.Handler.Answer(TestClient.Data("embeddings-two.json"));

        var embeddings = await test.Client.GenerateAsync(["a", "", "b", "  "]);

        Assert.Equal(2, test.Handler.Requests[0].Json.GetProperty("input").GetArrayLength());
        Assert.Equal(4, embeddings.Count);
        Assert.Equal([-0.0859375f, 0.21484375f], embeddings[2].Vector.ToArray());
        Assert.Equal(new float[dimensions], embeddings[1].Vector.ToArray());
        Assert.Equal(new float[dimensions], embeddings[3].Vector.ToArray());
    }

    [Fact]
    public async Task LongText_IsSentWhole()
    {
        using var test = new TestClient();
        test.Handler.Answer("""{"data":[{"index":0,"embedding":[1]}]}""");
        var text = string.Concat(Enumerable.Repeat("0123456789", 100_000));

        await test.Client.GenerateAsync([text]);

        Assert.Equal(text, test.Handler.Requests[0].Json.GetProperty("input")[0].GetString());
    }
}
