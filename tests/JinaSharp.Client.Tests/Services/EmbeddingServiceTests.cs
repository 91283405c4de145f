using JinaSharp.Testing;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Tests.Services;

public sealed class EmbeddingServiceTests
{
    private const string V3 = "jina-embeddings-v3";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Texts_ThousandsInBatches_ComeInOrderBitForBit(bool base64)
    {
        await using var fake = await FakeFixture.StartAsync(options => (options.UseBase64, options.MaxItemsPerRequest, options.MaxConcurrency) = (base64, 64, 4));
        var texts = Enumerable.Range(0, 1000).Select(static i => $"text number {i}").ToArray();

        var embeddings = await fake.Client.GenerateAsync(texts, new JinaEmbeddingOptions { ModelId = V3, Dimensions = 96, Task = EmbeddingTask.RetrievalPassage });

        Assert.Equal(16, fake.Server.RequestCount);
        Assert.InRange(fake.Server.MostConcurrent, 1, 4);
        for (var i = 0; i < texts.Length; i++)
            Assert.Equal(FakeVectors.Create(texts[i], V3, 96, "retrieval.passage"), embeddings[i].Vector.ToArray());
        Assert.Equal(texts.Sum(static text => (text.Length / 4) + 2), embeddings.Usage!.TotalTokenCount);
    }

    [Fact]
    public async Task EveryKnownModel_WithItsDefaults_PassesTheStrictServer()
    {
        await using var fake = await FakeFixture.StartAsync();
        foreach (var card in ModelCatalog.All.Where(static card => card is { InApi: true, Kind: ModelKind.Embedding }))
        {
            var options = new JinaEmbeddingOptions { ModelId = card.Id, Task = card.DocumentTask };
            if (card.MultiVector == MultiVectorSupport.Always) Assert.Equal(128, (await fake.Client.MultiVectors.GenerateAsync(["two words"], options))[0].RowDimensions);
            else Assert.Equal(card.Dimensions, (await fake.Client.GenerateAsync(["two words"], options))[0].Vector.Length);
        }
        var sparse = await fake.Client.Sparse.GenerateAsync(["kettle water"], new JinaEmbeddingOptions { ModelId = "elser-v2" });
        Assert.Equal(["kettle", "water"], sparse[0].Tokens!.Order());
    }

    [Fact]
    public async Task BinaryForms_AgreeWithTheFloatsSigns()
    {
        await using var fake = await FakeFixture.StartAsync();
        var options = new JinaEmbeddingOptions { ModelId = V3 };

        var vector = (await fake.Client.GenerateAsync(["a"], options))[0].Vector.ToArray();
        var bits = (await fake.Client.Bits.GenerateAsync(["a"], options))[0];
        var packed = (await fake.Client.Binary.GenerateAsync(["a"], options))[0].Vector.ToArray();
        var signed = (await fake.Client.SignedBinary.GenerateAsync(["a"], options))[0].Vector.ToArray();

        Assert.Equal(vector.Select(static value => value > 0), Enumerable.Range(0, bits.Dimensions).Select(i => bits.Vector[i]));
        Assert.Equal(VectorMath.QuantizeBinary(vector), packed);
        Assert.Equal(packed, signed.Select(static value => (byte)(value + 128)));
    }

    [Fact]
    public async Task Contents_OfEveryKind_AreTaken()
    {
        await using var fake = await FakeFixture.StartAsync();

        var embeddings = await fake.Client.Contents.GenerateAsync(
            [
                new TextContent("words"),
                new DataContent(new byte[] { 0xFF, 0xD8, 0xFF, 0xE0 }, "image/jpeg"),
                new UriContent("https://example.org/a.pdf", "application/pdf"),
                new DataContent(new byte[] { 1 }, "audio/mpeg"),
                new DataContent(new byte[] { 2 }, "video/mp4"),
                new JinaFusedContent([new TextContent("boots"), new UriContent("https://example.org/b.png", "image/png")]),
            ],
            new JinaEmbeddingOptions { ModelId = "jina-embeddings-v5-omni-nano" });

        Assert.Equal(8, embeddings.Count); // the PDF has three pages
        Assert.Equal([2, 2, 2], embeddings.Where(static e => e.AdditionalProperties is not null).Select(static e => (int)e.AdditionalProperties![JinaCallProperties.InputIndex]!));
    }

    [Fact]
    public async Task MoreItemsThanTheModelTakes_AreSplit()
    {
        await using var fake = await FakeFixture.StartAsync();

        var embeddings = await fake.Client.GenerateAsync(Enumerable.Range(0, 1100).Select(static i => $"{i}"), new JinaEmbeddingOptions { ModelId = "jina-embeddings-v4", Dimensions = 1 });

        Assert.Equal(1100, embeddings.Count);
        Assert.Equal(3, fake.Server.RequestCount);
    }

    [Fact]
    public async Task BadItem_Isolated_IsNamedAndTheRestIsKept()
    {
        await using var fake = await FakeFixture.StartAsync(options => options.MaxItemsPerRequest = 32, new JinaFakeServerOptions { Refuses = static text => text == "bad" });
        var texts = Enumerable.Range(0, 100).Select(static i => i == 57 ? "bad" : $"{i}").ToArray();
        var options = new JinaEmbeddingOptions { ModelId = V3, Dimensions = 8, AdditionalProperties = new() { [JinaCallProperties.IsolateFailures] = true } };

        var error = await Assert.ThrowsAsync<EmbeddingBatchException>(() => fake.Client.GenerateAsync(texts, options));

        Assert.Equal([57], error.ItemIndices);
        Assert.Equal(57, Assert.IsType<JinaApiException>(error.InnerException).ItemIndex);
        Assert.Contains("Input 57", error.Message);
        Assert.Equal(99, error.Completed.Count);
        Assert.Equal(FakeVectors.Create("99", V3, 8), ((Embedding<float>)error.Completed[99]).Vector.ToArray());
    }

    [Fact]
    public async Task PartThatFailsWhileIsolating_LeavesNoItemWithoutOutcome()
    {
        await using var fake = await FakeFixture.StartAsync(static options => options.MaxRetries = 0, new JinaFakeServerOptions { Refuses = static text => text == "bad" });
        // The whole is refused, its first half meets a 503, and the second half is then not sent.
        fake.Server.Faults.Enqueue(new FakeFault(FakeFaultKind.Latency), new FakeFault(FakeFaultKind.Unavailable));
        List<EmbeddingOutcome> outcomes = [];

        await foreach (var outcome in fake.Client.EmbedManyAsync(["a", "b", "bad", "c"], new JinaEmbeddingOptions { ModelId = V3 })) outcomes.Add(outcome);

        Assert.Equal([0, 1, 2, 3], outcomes.Select(static outcome => outcome.Index));
        Assert.All(outcomes, static outcome => Assert.Equal("SERVICE_UNAVAILABLE", outcome.Error?.Code));
    }

    [Fact]
    public async Task FailingBatch_DoesNotLoseFinishedOnes()
    {
        await using var fake = await FakeFixture.StartAsync(options => (options.MaxItemsPerRequest, options.MaxConcurrency) = (10, 1), new JinaFakeServerOptions { Refuses = static text => text == "bad" });
        var texts = Enumerable.Range(0, 50).Select(static i => i == 35 ? "bad" : $"{i}").ToArray();

        var error = await Assert.ThrowsAsync<EmbeddingBatchException>(() => fake.Client.GenerateAsync(texts, new JinaEmbeddingOptions { ModelId = V3 }));

        Assert.Equal(Enumerable.Range(0, 30), error.Completed.Keys.Order());
        Assert.Equal(Enumerable.Range(30, 20), error.ItemIndices);
        Assert.Equal(4, fake.Server.RequestCount); // the fifth would only have failed too
    }

    [Fact]
    public async Task WrongKeyAndEmptyBalance_AreTold()
    {
        await using var fake = await FakeFixture.StartAsync(null, new JinaFakeServerOptions { Keys = ["jina_good", "jina_poor"], KeysWithoutBalance = ["jina_poor"] });
        using var poor = FakeFixture.CreateClient(fake.Server, static options => options.ApiKey = "jina_poor");

        var wrong = await Assert.ThrowsAsync<JinaApiException>(() => fake.Client.GenerateAsync(["a"]));
        var balance = await Assert.ThrowsAsync<JinaApiException>(() => poor.GenerateAsync(["a"]));
        var reader = await Assert.ThrowsAsync<JinaApiException>(() => poor.Reader.ReadAsync(new Uri("https://example.org")));

        Assert.Equal("AUTH_INVALID_API_KEY", wrong.Code);
        Assert.Equal(("AUTHZ_INSUFFICIENT_BALANCE", System.Net.HttpStatusCode.Forbidden), (balance.Code, balance.StatusCode));
        Assert.Equal(("AUTHZ_INSUFFICIENT_BALANCE", System.Net.HttpStatusCode.PaymentRequired), (reader.Code, reader.StatusCode));
    }

    [Fact]
    public async Task WrongBaseUrl_SaysSo()
    {
        await using var fake = await FakeFixture.StartAsync();
        using var client = FakeFixture.CreateClient(fake.Server, options => options.BaseUrl = new Uri(fake.Server.Address, "nowhere/"));

        var error = await Assert.ThrowsAsync<JinaApiException>(() => client.GenerateAsync(["a"]));

        Assert.Equal(System.Net.HttpStatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task OverlongText_IsRefusedOrCut()
    {
        await using var fake = await FakeFixture.StartAsync();
        var text = new string('x', 1_000_000);

        var error = await Assert.ThrowsAsync<JinaApiException>(() => fake.Client.GenerateAsync([text], new JinaEmbeddingOptions { ModelId = V3 }));
        var cut = await fake.Client.GenerateAsync([text], new JinaEmbeddingOptions { ModelId = V3, Truncate = true });

        Assert.Equal("INPUT_TOKEN_LIMIT_EXCEEDED", error.Code);
        Assert.Equal(8192, cut.Usage!.TotalTokenCount);
    }

    [Theory]
    [InlineData(FakeFaultKind.RateLimitedBare)]
    [InlineData(FakeFaultKind.InternalError)]
    [InlineData(FakeFaultKind.Unavailable)]
    [InlineData(FakeFaultKind.CutConnection)]
    [InlineData(FakeFaultKind.CutBody)]
    [InlineData(FakeFaultKind.TruncatedJson)]
    [InlineData(FakeFaultKind.HtmlBadGateway)]
    [InlineData(FakeFaultKind.MissingItem)]
    [InlineData(FakeFaultKind.ErrorEnvelopeInOk)]
    public async Task PassingFault_IsOvercome(FakeFaultKind kind)
    {
        await using var fake = await FakeFixture.StartAsync();
        fake.Server.Faults.Enqueue(new FakeFault(kind), new FakeFault(kind));

        var embeddings = await fake.Client.GenerateAsync(["a", "b", "c"], new JinaEmbeddingOptions { ModelId = V3, Dimensions = 16 });

        Assert.Equal(FakeVectors.Create("c", V3, 16), embeddings[2].Vector.ToArray());
        Assert.Equal(3, fake.Server.RequestCount);
    }

    [Fact]
    public async Task WrongOrder_IsPutRight()
    {
        await using var fake = await FakeFixture.StartAsync();
        fake.Server.Faults.Enqueue(new FakeFault(FakeFaultKind.WrongOrder));

        var embeddings = await fake.Client.GenerateAsync(["a", "b", "c"], new JinaEmbeddingOptions { ModelId = V3, Dimensions = 16 });

        Assert.Equal(FakeVectors.Create("a", V3, 16), embeddings[0].Vector.ToArray());
        Assert.Equal(1, fake.Server.RequestCount);
    }

    [Fact]
    public async Task CallersHttpClient_IsUsedAndNotDisposed()
    {
        await using var server = await JinaFakeServer.StartAsync();
        using var http = new HttpClient();
        using (var client = new JinaClient(new JinaClientOptions { ApiKey = "k", BaseUrl = server.Address }, http)) await client.GenerateAsync(["a"]);

        Assert.Equal(System.Net.HttpStatusCode.OK, (await http.GetAsync(new Uri(server.Address, "health"))).StatusCode);
    }
}
