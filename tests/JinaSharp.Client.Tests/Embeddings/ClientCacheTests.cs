using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Tests.Embeddings;

/// <summary>The cache and the de-duplication of a client without dependency injection.</summary>
public sealed class ClientCacheTests
{
    private const string Model = "jina-embeddings-v3";

    [Fact]
    public async Task Cache_SecondCall_AsksForWhatIsMissingOnly()
    {
        await using var fake = await FakeFixture.StartAsync(static options => options.Cache = new MemoryEmbeddingCache());

        var first = await fake.Client.GenerateAsync(["a", "b"]);
        var second = await fake.Client.GenerateAsync(["b", "a"]);
        Assert.Equal(1, fake.Server.RequestCount);
        var third = await fake.Client.GenerateAsync(["a", "c"]);

        Assert.Equal(2, fake.Server.RequestCount);
        Assert.Equal(first[0].Vector.ToArray(), second[1].Vector.ToArray());
        Assert.Equal(first[0].Vector.ToArray(), third[0].Vector.ToArray());
        Assert.Equal(0, second.Usage!.TotalTokenCount);
        Assert.Equal(2, second.Usage.AdditionalCounts!["cached_items"]);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(512)]
    public async Task Cache_FullSizeVector_ServesASmallerSizeAsTheServerWould(int dimensions)
    {
        await using var fake = await FakeFixture.StartAsync(static options => options.Cache = new MemoryEmbeddingCache());
        using var bare = FakeFixture.CreateClient(fake.Server);
        var full = await fake.Client.GenerateAsync(["a text"], new JinaEmbeddingOptions { ModelId = Model });

        var cut = await fake.Client.GenerateAsync(["a text"], new JinaEmbeddingOptions { ModelId = Model, Dimensions = dimensions });

        Assert.Equal(1, fake.Server.RequestCount);
        Assert.Equal(1024, full[0].Vector.Length);
        var served = await bare.GenerateAsync(["a text"], new JinaEmbeddingOptions { ModelId = Model, Dimensions = dimensions });
        Assert.Equal(dimensions, cut[0].Vector.Length);
        for (var i = 0; i < dimensions; i++) Assert.Equal(served[0].Vector.Span[i], cut[0].Vector.Span[i], 1e-6f);
    }

    [Fact]
    public async Task Cache_BlankInputsWithASize_StayWithoutAVector()
    {
        await using var fake = await FakeFixture.StartAsync(static options => (options.Cache, options.BlankInputs) = (new MemoryEmbeddingCache(), BlankInputPolicy.Skip));

        var embeddings = await fake.Client.GenerateAsync(["a", " "], new JinaEmbeddingOptions { ModelId = Model, Dimensions = 64 });

        Assert.Equal([64, 0], embeddings.Select(static embedding => embedding.Vector.Length));
    }

    [Fact]
    public async Task Cache_Contents_AreKeptToo()
    {
        await using var fake = await FakeFixture.StartAsync(static options => options.Cache = new MemoryEmbeddingCache());

        for (var i = 0; i < 2; i++) await fake.Client.Contents.GenerateAsync([new TextContent("a")]);

        Assert.Equal(1, fake.Server.RequestCount);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task EmptyList_HasZeroUsageAndSendsNothing(bool cache, bool deduplicate)
    {
        using var test = new TestClient(options => (options.Cache, options.Deduplicate) = (cache ? new MemoryEmbeddingCache() : null, deduplicate));

        var texts = await test.Client.GenerateAsync([]);
        var contents = await test.Client.Contents.GenerateAsync([]);

        Assert.Empty(texts);
        Assert.Equal((0, 0), (texts.Usage!.InputTokenCount, texts.Usage.TotalTokenCount));
        Assert.Equal((0, 0), (contents.Usage!.InputTokenCount, contents.Usage.TotalTokenCount));
        Assert.Empty(test.Handler.Requests);
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 4)]
    public async Task Deduplicate_EqualInputs_AreSentOnce(bool deduplicate, int sent)
    {
        using var test = new TestClient(options => options.Deduplicate = deduplicate);
        var items = string.Join(',', Enumerable.Range(0, sent).Select(static i => $"{{\"index\":{i},\"embedding\":[{i},1]}}"));
        test.Handler.Answer("{\"model\":\"m\",\"data\":[" + items + "],\"usage\":{\"total_tokens\":9}}");

        var embeddings = await test.Client.GenerateAsync(["a", "b", "a", "a"]);

        Assert.Equal(4, embeddings.Count);
        Assert.Equal(deduplicate ? [0f, 1f, 0f, 0f] : [0f, 1f, 2f, 3f], embeddings.Select(static embedding => embedding.Vector.Span[0]));
        Assert.Equal(9, embeddings.Usage!.TotalTokenCount);
    }
}
