using JinaSharp.FakeStores.Milvus;
using JinaSharp.FakeStores.Qdrant;
using JinaSharp.Stores.Chroma;
using JinaSharp.Stores.Milvus;
using JinaSharp.Stores.Qdrant;
using JinaSharp.Stores.Tests.Chroma;

namespace JinaSharp.Stores.Tests.Copying;

public sealed class CollectionCopierTests(ChromaFixture chroma) : IAsyncLifetime
{
    private readonly FakeQdrant _qdrant = new();
    private readonly FakeMilvus _milvus = new() { JsonAsText = true };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _qdrant.StartAsync();
        await _milvus.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _qdrant.DisposeAsync();
        await _milvus.DisposeAsync();
    }

    [Fact]
    public async Task Copy_ThroughEveryStoreAndBack_KeepsEveryRecord()
    {
        var profile = new EmbeddingProfile { Model = "m", Dimensions = 8, TaskFamily = "retrieval" };
        await using var memory = EmbeddedStore.InMemory();
        await using var qdrant = new QdrantStore(_qdrant.Endpoint);
        await using var milvus = new MilvusStore(_milvus.Endpoint);
        await using var chromaStore = new ChromaStore(await chroma.EndpointAsync());
        await using var back = EmbeddedStore.InMemory();
        var name = $"copy_{Guid.NewGuid():N}";
        var original = await memory.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 8, profile: profile) with { Metadata = new Dictionary<string, string> { ["owner"] = "us" } }, Cancellation);
        await original.UpsertAsync(Records(1200), Cancellation);

        var first = await CollectionCopier.CopyAsync(original, qdrant, cancellationToken: Cancellation);
        var second = await CollectionCopier.CopyAsync(first.Copy, milvus, cancellationToken: Cancellation);
        var third = await CollectionCopier.CopyAsync(second.Copy, chromaStore, cancellationToken: Cancellation);
        var last = await CollectionCopier.CopyAsync(third.Copy, back, cancellationToken: Cancellation);

        Assert.Equal((1200L, 100), (last.Count, last.Compared));
        Assert.Equal(profile, last.Copy.Definition.Vectors[0].Profile);
        Assert.Equal("us", last.Copy.Definition.Metadata["owner"]);
        var (expected, actual) = (await ReadAsync(original), await ReadAsync(last.Copy));
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        foreach (var (id, record) in expected)
        {
            Assert.Equal(record.Text, actual[id].Text);
            Assert.Equal(record.Payload, actual[id].Payload);
            Assert.Equal(1, VectorMath.CosineSimilarity(Dense(record), Dense(actual[id])), 1e-5);
        }
        await chromaStore.DeleteCollectionAsync(name, Cancellation);
    }

    [Fact]
    public async Task Copy_StoppedAndRunAgain_WritesOnlyWhatIsMissing()
    {
        await using var memory = EmbeddedStore.InMemory();
        var original = await memory.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 8), Cancellation);
        await original.UpsertAsync(Records(500), Cancellation);
        await using var qdrant = new QdrantStore(_qdrant.Endpoint, new QdrantStoreOptions { MaxRetries = 0 });
        var options = new CollectionCopyOptions { BatchSize = 50 };
        var writes = 0;
        _qdrant.Fault = (context, _) =>
        {
            // The server dies at the fifth batch; the batch is applied, its answer is lost.
            if (context.Request.Path.Value!.EndsWith("/points", StringComparison.Ordinal) && context.Request.Method == "PUT" && ++writes == 5) context.Abort();
            return Task.FromResult(false);
        };

        await Assert.ThrowsAsync<VectorStoreException>(() => CollectionCopier.CopyAsync(original, qdrant, options, cancellationToken: Cancellation));
        _qdrant.Fault = null;
        var result = await CollectionCopier.CopyAsync(original, qdrant, options, cancellationToken: Cancellation);
        var again = await CollectionCopier.CopyAsync(original, qdrant, options, cancellationToken: Cancellation);

        Assert.InRange(result.AlreadyThere, 200, 250);
        Assert.Equal(500, result.Written + result.AlreadyThere);
        Assert.Equal((0L, 500L, 500L), (again.Written, again.AlreadyThere, again.Count));
    }

    [Fact]
    public async Task Copy_TargetLostOrChangedRecords_IsSaid()
    {
        await using var memory = EmbeddedStore.InMemory();
        var original = await memory.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 8), Cancellation);
        await original.UpsertAsync(Records(20), Cancellation);
        await using var target = EmbeddedStore.InMemory();
        var copy = await target.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 8), Cancellation);
        await copy.UpsertAsync([new VectorRecord("stranger", new float[8])], Cancellation);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => CollectionCopier.CopyAsync(original, target, cancellationToken: Cancellation));

        Assert.Equal("copy_differs", error.Code);
        Assert.Contains("20", error.Message, StringComparison.Ordinal);
        Assert.Contains("21", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_TargetCannotKeepTheVectors_IsRefusedNamingWhoCan()
    {
        await using var memory = EmbeddedStore.InMemory();
        var original = await memory.GetOrCreateCollectionAsync(
            new VectorCollectionDefinition { Name = "pages", Vectors = [new VectorDefinition { Name = "late", Kind = VectorKind.Multi, Dimensions = 8, Metric = DistanceMetric.Dot }] }, Cancellation);
        await using var chromaStore = new ChromaStore(await chroma.EndpointAsync());

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => CollectionCopier.CopyAsync(original, chromaStore, cancellationToken: Cancellation));

        Assert.Equal("unsupported_feature", error.Code);
        Assert.Contains("qdrant", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_HalfPrecisionMultiVectorsToMilvus_AreKeptWider()
    {
        await using var source = new QdrantStore(_qdrant.Endpoint);
        var original = await source.GetOrCreateCollectionAsync(
            new VectorCollectionDefinition { Name = "pages", Vectors = [new VectorDefinition { Name = "late", Kind = VectorKind.Multi, Dimensions = 2, Metric = DistanceMetric.Dot, Storage = VectorStorage.Float16 }] }, Cancellation);
        await original.UpsertAsync([new VectorRecord("a") { Vectors = new Dictionary<string, VectorValue> { ["late"] = VectorValue.Multi(new float[] { 1, 0, 0.5f, 0.25f }, 2) } }], Cancellation);
        await using var target = new MilvusStore(_milvus.Endpoint);

        var result = await CollectionCopier.CopyAsync(original, target, cancellationToken: Cancellation);

        Assert.Equal((1, 1), (result.Count, result.Compared));
        Assert.Equal(VectorStorage.Float32, result.Copy.Definition.Vectors[0].Storage);
        var copied = (await result.Copy.GetAsync(["a"], RecordParts.All, Cancellation))[0];
        Assert.Equal([1, 0, 0.5f, 0.25f], ((MultiVector)copied.Vectors["late"]).Values.ToArray());
    }

    [Theory]
    [InlineData("qdrant:http://localhost:6333", "qdrant", "http://localhost:6333")]
    [InlineData("milvus:https://host", "milvus", "https://host")]
    [InlineData("Chroma:http://h:8000", "chroma", "http://h:8000")]
    [InlineData("embedded:.jina", "embedded", ".jina")]
    [InlineData("embedded:C:/data", "embedded", "C:/data")]
    [InlineData("memory:", "memory", "")]
    [InlineData(":memory:", "memory", "")]
    [InlineData("qdrant::memory:", "memory", "")]
    public async Task StoreUri_Parse_Opens(string text, string kind, string place)
    {
        var uri = VectorStoreUri.Parse(text);

        Assert.Equal((kind, place), (uri.Kind, uri.Place));
        if (kind == "embedded") return;
        await using var store = uri.Open(_ => null);
        Assert.Equal(kind == "memory" ? "embedded" : kind, store.Capabilities.Store);
    }

    [Theory]
    [InlineData("")]
    [InlineData("docs")]
    [InlineData("redis:http://x")]
    [InlineData("qdrant:localhost:6333")]
    [InlineData("milvus:http://user:secret@host")]
    [InlineData("embedded:")]
    [InlineData("memory:x")]
    public void StoreUri_Bad_SaysWhatIsExpected(string text)
    {
        var error = Assert.Throws<FormatException>(() => VectorStoreUri.Parse(text));

        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    private static List<VectorRecord> Records(int count)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, count).Select(n => new VectorRecord(
            n % 3 == 0 ? $"docs/{n}.md#L1" : n % 3 == 1 ? n.ToString() : $"käse {n}",
            Enumerable.Range(0, 8).Select(_ => (float)random.NextDouble() - 0.5f).ToArray(),
            n % 5 == 0 ? null : $"text {n}",
            new Dictionary<string, PayloadValue> { ["n"] = n, ["half"] = n / 2.0, ["odd"] = n % 2 == 1, ["tags"] = PayloadValue.FromList(["a", $"t{n % 7}"]) }))];
    }

    private static float[] Dense(VectorRecord record) => ((DenseVector)record.Vector!).Values.ToArray();

    private static async Task<Dictionary<string, VectorRecord>> ReadAsync(IVectorCollection collection)
    {
        var records = new Dictionary<string, VectorRecord>();
        await foreach (var record in collection.ScrollAsync(parts: RecordParts.All, cancellationToken: Cancellation)) records.Add(record.Id, record);
        return records;
    }
}
