using JinaSharp.FakeStores.Milvus;
using JinaSharp.Stores.Milvus;
using Microsoft.Extensions.AI;

namespace JinaSharp.Stores.Tests.Milvus;

public sealed class MilvusStoreTests : IAsyncLifetime
{
    private readonly FakeMilvus _fake = new() { JsonAsText = true, LoadSteps = 2 };
    private readonly List<(string Path, string Body)> _requests = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fake.OnRequest = (path, body) => _requests.Add((path, body));
        await _fake.StartAsync();
    }

    public ValueTask DisposeAsync() => _fake.DisposeAsync();

    [Fact]
    public async Task Reads_AreStrongUnlessAskedOtherwise()
    {
        await using var store = new MilvusStore(_fake.Endpoint);
        await using var eventual = new MilvusStore(_fake.Endpoint, new MilvusStoreOptions { ConsistencyLevel = "Eventually" });
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 2), Cancellation);
        await collection.UpsertAsync([new VectorRecord("a", new float[] { 1, 0 })], Cancellation);

        // The stand-in shows writes late to reads that are not Strong, as the server does.
        Assert.Equal(0, await (await eventual.FindCollectionAsync("docs", Cancellation))!.CountAsync(cancellationToken: Cancellation));
        Assert.Equal(1, await collection.CountAsync(cancellationToken: Cancellation));
        await collection.UpsertAsync([new VectorRecord("b", new float[] { 0, 1 })], Cancellation);
        var late = await collection.SearchAsync(SearchQuery.ByVector(new float[] { 1, 1 }) with { AdditionalProperties = new AdditionalPropertiesDictionary { ["milvus.consistency_level"] = "Bounded" } }, Cancellation);
        Assert.Single(late);
    }

    [Fact]
    public async Task Partitions_KeepRecordsApart()
    {
        await using var store = new MilvusStore(_fake.Endpoint);
        var all = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 2), Cancellation);
        await store.CreatePartitionAsync("docs", "tenant_a", Cancellation);
        await using var tenant = new MilvusStore(_fake.Endpoint, new MilvusStoreOptions { Partition = "tenant_a" });
        var own = (await tenant.FindCollectionAsync("docs", Cancellation))!;

        await all.UpsertAsync([new VectorRecord("a", new float[] { 1, 0 })], Cancellation);
        await own.UpsertAsync([new VectorRecord("b", new float[] { 0, 1 })], Cancellation);

        Assert.Equal(["_default", "tenant_a"], await store.ListPartitionsAsync("docs", Cancellation));
        Assert.Equal(2, await all.CountAsync(cancellationToken: Cancellation));
        Assert.Equal("b", Assert.Single(await own.SearchAsync(SearchQuery.ByVector(new float[] { 1, 0 }), Cancellation)).Id);
    }

    [Fact]
    public async Task ReleasedCollection_IsLoadedWhenOpened()
    {
        await using var store = new MilvusStore(_fake.Endpoint);
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 2), Cancellation);
        await store.ReleaseCollectionAsync("docs", Cancellation);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.CountAsync(cancellationToken: Cancellation));
        var opened = await store.FindCollectionAsync("docs", Cancellation);

        Assert.Contains("not loaded", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await opened!.CountAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task TextsOfFilters_AreParameters_NeverPartOfTheExpression()
    {
        await using var store = new MilvusStore(_fake.Endpoint);
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 2), Cancellation);
        const string Evil = "x\" or id > \"";
        await collection.UpsertAsync(
            [new VectorRecord("a", new float[] { 1, 0 }, null, new Dictionary<string, PayloadValue> { ["t"] = Evil, ["we\"ird"] = 1 }), new VectorRecord("b", new float[] { 1, 0 })], Cancellation);

        Assert.Equal(1, await collection.CountAsync(Filter.Eq("t", Evil), Cancellation));
        Assert.Equal(1, await collection.CountAsync(Filter.Contains("t", "\" or"), Cancellation));
        Assert.Equal(1, await collection.CountAsync(Filter.Eq("we\"ird", 1), Cancellation));
        Assert.Equal(0, await collection.CountAsync(Filter.Eq("t", "y"), Cancellation));
        Assert.Contains("\"exprParams\":{\"p0\":", _requests.First(request => request.Body.Contains("t\\\"] ==", StringComparison.Ordinal)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BadInput_IsRefusedWithTheLimit()
    {
        await using var store = new MilvusStore(_fake.Endpoint);
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 2), Cancellation);

        var text = await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync([new VectorRecord("a", new float[] { 1, 0 }, new string('ä', 40_000))], Cancellation));
        var id = await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync([new VectorRecord(new string('x', 70_000), new float[] { 1, 0 })], Cancellation));
        var name = await Assert.ThrowsAsync<VectorStoreException>(() => store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("has-dash", 2), Cancellation));
        var window = await Assert.ThrowsAsync<VectorStoreException>(() => collection.SearchAsync(SearchQuery.ByVector(new float[] { 1, 0 }, 10) with { Offset = 16_380 }, Cancellation));

        Assert.Contains("80000 bytes", text.Message, StringComparison.Ordinal);
        Assert.Contains("65535", id.Message, StringComparison.Ordinal);
        Assert.Contains("has-dash", name.Message, StringComparison.Ordinal);
        Assert.Contains("16383", window.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Float16AndPayloadIndex_AreMade()
    {
        await using var store = new MilvusStore(_fake.Endpoint, new MilvusStoreOptions { Database = "default" });
        var collection = await store.GetOrCreateCollectionAsync(new VectorCollectionDefinition
        {
            Name = "docs",
            Vectors = [new VectorDefinition { Dimensions = 4, Storage = VectorStorage.Float16, AdditionalProperties = new AdditionalPropertiesDictionary { ["milvus.index_type"] = "HNSW", ["milvus.index_params"] = new Dictionary<string, object?> { ["M"] = 16, ["efConstruction"] = 200 } } }],
            PayloadIndexes = new Dictionary<string, PayloadIndexKind> { ["author.name"] = PayloadIndexKind.Keyword },
        }, Cancellation);
        await collection.UpsertAsync([new VectorRecord("a", new float[] { 0.1f, 0.2f, 0.3f, 0.4f })], Cancellation);

        var read = Assert.IsType<DenseVector>((await collection.GetAsync(["a"], RecordParts.Vectors, Cancellation))[0].Vector);

        Assert.Equal(0.1f, read.Values.Span[0], 1e-3f);
        Assert.Contains(_requests, request => request.Path.EndsWith("indexes/create", StringComparison.Ordinal) && request.Body.Contains("payload[\\\"author\\\"][\\\"name\\\"]", StringComparison.Ordinal) && request.Body.Contains("varchar", StringComparison.Ordinal));
        Assert.Contains(_requests, request => request.Path.EndsWith("collections/create", StringComparison.Ordinal) && request.Body.Contains("\"efConstruction\":200", StringComparison.Ordinal));
        Assert.Equal(PayloadIndexKind.Keyword, (await store.FindCollectionAsync("docs", Cancellation))!.Definition.PayloadIndexes["author.name"]);
    }
}
