using JinaSharp.FakeStores.Qdrant;
using JinaSharp.Stores.Qdrant;
using Microsoft.Extensions.AI;

namespace JinaSharp.Stores.Tests.Qdrant;

public sealed class QdrantStoreTests : IAsyncLifetime
{
    private readonly FakeQdrant _fake = new() { MaxRequestBytes = 100_000 };
    private readonly List<(string Path, string Body)> _requests = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fake.OnRequest = (path, body) => _requests.Add((path, body));
        await _fake.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _fake.DisposeAsync();
        Assert.Empty(_fake.Breaches);
    }

    [Fact]
    public async Task Ids_TextsBecomeUuids_NativeFormsStay()
    {
        await using var store = new QdrantStore(_fake.Endpoint);
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 2), Cancellation);

        await collection.UpsertAsync(
            [new VectorRecord("a.md", new float[] { 1, 0 }), new VectorRecord("42", new float[] { 0, 1 }), new VectorRecord("5f0c2d5e-6d5c-4b7e-9f0a-3c1d2e4f5a6b", new float[] { 1, 1 })], Cancellation);

        var body = _requests.Last(request => request.Path.StartsWith("PUT /collections/docs/points", StringComparison.Ordinal)).Body;
        Assert.Contains($"\"id\":\"{QdrantId.ToUuid("a.md"):D}\"", body, StringComparison.Ordinal);
        Assert.Contains("\"_id\":\"a.md\"", body, StringComparison.Ordinal);
        Assert.Contains("\"id\":42,", body, StringComparison.Ordinal);
        Assert.Equal(5, QdrantId.ToUuid("a.md").Version);
        Assert.NotEqual(QdrantId.ToUuid("a"), QdrantId.ToUuid("b"));
        Assert.Equal(["42", "5f0c2d5e-6d5c-4b7e-9f0a-3c1d2e4f5a6b", "a.md"], (await collection.SearchAsync(SearchQuery.ByVector(new float[] { 1, 1 }), Cancellation)).Select(hit => hit.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Uuid_IsThatOfTheStandard()
    {
        // RFC 9562, appendix A.4: the namespace of DNS names, and a name in it.
        var dns = new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

        Assert.Equal(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"), QdrantId.ToUuid(dns, "www.example.com"));
    }

    [Fact]
    public async Task ClusterSettings_AreSentByTheirOwnNames()
    {
        await using var store = new QdrantStore(_fake.Endpoint, new QdrantStoreOptions { WriteOrdering = "strong", ReadConsistency = "majority" });
        var collection = await store.GetOrCreateCollectionAsync(new VectorCollectionDefinition
        {
            Name = "docs",
            Vectors =
            [
                new VectorDefinition { Name = "text_vector", Dimensions = 4, Storage = VectorStorage.Float16, AdditionalProperties = new AdditionalPropertiesDictionary { ["qdrant.on_disk"] = true, ["qdrant.quantization_config"] = new Dictionary<string, object?> { ["scalar"] = new Dictionary<string, object?> { ["type"] = "int8", ["always_ram"] = true } } } },
                new VectorDefinition { Name = "late", Kind = VectorKind.Multi, Dimensions = 2 },
                new VectorDefinition { Name = "terms", Kind = VectorKind.Sparse, Dimensions = 0, AdditionalProperties = new AdditionalPropertiesDictionary { ["qdrant.modifier"] = "idf" } },
            ],
            PayloadIndexes = new Dictionary<string, PayloadIndexKind> { ["lang"] = PayloadIndexKind.Keyword, ["year"] = PayloadIndexKind.Integer },
            AdditionalProperties = new AdditionalPropertiesDictionary { ["qdrant.shard_number"] = 6, ["qdrant.replication_factor"] = 2, ["qdrant.write_consistency_factor"] = 2, ["milvus.shards_num"] = 3 },
        }, Cancellation);
        await collection.UpsertAsync([new VectorRecord("a") { Vectors = new Dictionary<string, VectorValue> { ["text_vector"] = new float[] { 1, 0, 0, 0 } } }], Cancellation);
        await collection.SearchAsync(SearchQuery.ByVector(new float[] { 1, 0, 0, 0 }, 3, "text_vector") with { AdditionalProperties = new AdditionalPropertiesDictionary { ["qdrant.hnsw_ef"] = 200 } }, Cancellation);

        var create = _requests.Single(request => request.Path == "PUT /collections/docs").Body;
        foreach (var part in (string[])["\"shard_number\":6", "\"replication_factor\":2", "\"write_consistency_factor\":2", "\"datatype\":\"float16\"", "\"on_disk\":true", "\"comparator\":\"max_sim\"", "\"m\":0", "\"modifier\":\"idf\"", "\"type\":\"int8\""])
            Assert.Contains(part, create, StringComparison.Ordinal);
        Assert.DoesNotContain("shards_num", create, StringComparison.Ordinal);
        Assert.Contains(_requests, request => request.Path.Contains("wait=true&ordering=strong", StringComparison.Ordinal));
        Assert.Contains(_requests, request => request.Path == "POST /collections/docs/points/query?consistency=majority" && request.Body.Contains("\"using\":\"text_vector\"", StringComparison.Ordinal) && request.Body.Contains("\"hnsw_ef\":200", StringComparison.Ordinal));
        Assert.Equal(2, _requests.Count(request => request.Path.StartsWith("PUT /collections/docs/index", StringComparison.Ordinal) && !request.Body.Contains("_id", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task UnknownSetting_IsRefusedWithTheKnownOnes()
    {
        await using var store = new QdrantStore(_fake.Endpoint);
        var definition = VectorCollectionDefinition.Dense("docs", 2) with { AdditionalProperties = new AdditionalPropertiesDictionary { ["qdrant.shards"] = 6 } };

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => store.GetOrCreateCollectionAsync(definition, Cancellation));

        Assert.Contains("qdrant.shard_number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BatchOverTheServersLimit_IsHalved_AndOneRecordOverItIsNamed()
    {
        await using var store = new QdrantStore(_fake.Endpoint);
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 2), Cancellation);

        await collection.UpsertAsync([.. Enumerable.Range(0, 40).Select(n => new VectorRecord($"r{n}", new float[] { 1, n }, new string('x', 5000)))], Cancellation);
        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync(
            [new VectorRecord("before", new float[] { 1, 1 }), new VectorRecord("huge", new float[] { 1, 1 }, new string('x', 200_000)), new VectorRecord("after", new float[] { 1, 1 })], Cancellation));

        // One record holds up no other.
        Assert.Equal(42, await collection.CountAsync(cancellationToken: Cancellation));
        Assert.Equal("too_large", error.Code);
        Assert.Equal(["huge"], error.UnwrittenIds);
    }

    [Fact]
    public async Task BadRecords_AreRefusedBeforeAnythingIsSent()
    {
        await using var store = new QdrantStore(_fake.Endpoint);
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 2), Cancellation);
        var late = await store.GetOrCreateCollectionAsync(new VectorCollectionDefinition { Name = "late", Vectors = [new VectorDefinition { Name = "rows", Kind = VectorKind.Multi, Dimensions = 128 }] }, Cancellation);
        var before = _requests.Count;

        await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync([new VectorRecord("a", new float[] { 1, 1 }, null, new Dictionary<string, PayloadValue> { ["_id"] = "x" })], Cancellation));
        await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync([new VectorRecord("\ud800", new float[] { 1, 1 })], Cancellation));
        var rows = await Assert.ThrowsAsync<VectorStoreException>(() => late.UpsertAsync([new VectorRecord("a") { Vectors = new Dictionary<string, VectorValue> { ["rows"] = VectorValue.Multi(new float[8192 * 128], 128) } }], Cancellation));

        Assert.Contains("8192 rows", rows.Message, StringComparison.Ordinal);
        Assert.Equal(before, _requests.Count);
    }

    [Fact]
    public async Task FilterOnUnindexedField_WhereForbidden_IsTheServersError()
    {
        await using var store = new QdrantStore(_fake.Endpoint);
        var definition = VectorCollectionDefinition.Dense("docs", 2) with
        {
            AdditionalProperties = new AdditionalPropertiesDictionary { ["qdrant.strict_mode_config"] = new Dictionary<string, object?> { ["enabled"] = true, ["unindexed_filtering_retrieve"] = false } },
            PayloadIndexes = new Dictionary<string, PayloadIndexKind> { ["lang"] = PayloadIndexKind.Keyword },
        };
        var collection = await store.GetOrCreateCollectionAsync(definition, Cancellation);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.CountAsync(Filter.Eq("year", 2020), Cancellation));

        Assert.Contains("Index required but not found for \"year\"", error.Message, StringComparison.Ordinal);
        Assert.Equal("invalid_request", error.Code);
        Assert.Equal(0, await collection.CountAsync(Filter.Eq("lang", "de"), Cancellation));
    }

    [Fact]
    public async Task ServerWithoutMetadata_ProfileIsRefusedAndNothingIsLeft()
    {
        await using var old = new FakeQdrant { KeepsMetadata = false };
        await old.StartAsync();
        await using var store = new QdrantStore(old.Endpoint);
        var profile = new EmbeddingProfile { Model = "m", Dimensions = 2 };

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 2, profile: profile), Cancellation));

        Assert.Contains("1.16", error.Message, StringComparison.Ordinal);
        Assert.Empty(await store.ListCollectionsAsync(Cancellation));
        await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 2), Cancellation);
    }

    [Theory]
    [InlineData(DistanceMetric.Cosine)]
    [InlineData(DistanceMetric.Dot)]
    [InlineData(DistanceMetric.Euclidean)]
    public async Task LeadingDimensions_AreASecondVector_PrefetchedAndNeverSeen(DistanceMetric metric)
    {
        await using var store = new QdrantStore(_fake.Endpoint);
        var definition = new VectorCollectionDefinition
        {
            Name = "docs",
            Vectors = [new VectorDefinition { Dimensions = 64, Metric = metric, AdditionalProperties = new AdditionalPropertiesDictionary { ["qdrant.coarse_dimensions"] = 16, ["qdrant.on_disk"] = true } }],
        };
        var collection = await store.GetOrCreateCollectionAsync(definition, Cancellation);
        var random = new Random(5);
        VectorRecord[] records = [.. Enumerable.Range(0, 200).Select(n => new VectorRecord($"r{n}", Vector(), $"text {n}"))];
        await collection.UpsertAsync(records, Cancellation);
        // Opened anew, by a store that knows only what the server keeps.
        await using var other = new QdrantStore(_fake.Endpoint);
        var opened = (await other.FindCollectionAsync("docs", Cancellation))!;
        var query = Vector();

        var hits = await opened.SearchAsync(SearchQuery.ByLeg(SearchLeg.ByVector(query) with { Coarse = new CoarseSearch { Dimensions = 16, Oversampling = 4 } }, 5), Cancellation);
        var byDefault = await opened.SearchAsync(SearchQuery.ByLeg(SearchLeg.ByVector(query) with { Coarse = new CoarseSearch { Oversampling = 4 } }, 5), Cancellation);

        var create = _requests.Single(request => request.Path == "PUT /collections/docs").Body;
        Assert.Contains("\"vector_16d\":{\"size\":16,", create, StringComparison.Ordinal);
        Assert.DoesNotContain("coarse_dimensions", create, StringComparison.Ordinal);
        var search = _requests.Last(request => request.Path.EndsWith("/points/query", StringComparison.Ordinal)).Body;
        Assert.Contains("\"using\":\"vector_16d\"", search, StringComparison.Ordinal);
        Assert.Contains("\"limit\":20", search, StringComparison.Ordinal);
        // The best by the leading dimensions, compared in full: computed here.
        var candidates = records.OrderByDescending(record => Similarity(record, 16)).Take(20);
        var expected = candidates.OrderByDescending(record => Similarity(record, 64)).Take(5).Select(record => record.Id).ToList();
        Assert.Equal(expected, hits.Select(hit => hit.Id));
        Assert.Equal(expected, byDefault.Select(hit => hit.Id));
        var vectors = (await opened.GetAsync(["r7"], RecordParts.All, Cancellation))[0].Vectors;
        Assert.Equal([""], vectors.Keys);
        Assert.Equal(64, ((DenseVector)vectors[""]).Values.Length);
        Assert.Equal([""], opened.Definition.Vectors.Select(vector => vector.Name));

        float[] Vector() => [.. Enumerable.Range(0, 64).Select(_ => (float)random.NextDouble() - 0.4f)];
        double Similarity(VectorRecord record, int dimensions) => VectorMath.Similarity(metric, query.AsSpan(0, dimensions), ((DenseVector)record.Vector!).Values.Span[..dimensions]);
    }

    [Fact]
    public async Task LeadingDimensions_NotKept_AreRefusedWithTheSettingToUse()
    {
        await using var store = new QdrantStore(_fake.Endpoint);
        var plain = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("plain", 64), Cancellation);
        var kept = await store.GetOrCreateCollectionAsync(Keeping(16), Cancellation);

        var none = await Assert.ThrowsAsync<VectorStoreException>(() => SearchAsync(plain, 16));
        var others = await Assert.ThrowsAsync<VectorStoreException>(() => SearchAsync(kept, 32));
        var reopened = await Assert.ThrowsAsync<VectorStoreException>(() => store.GetOrCreateCollectionAsync(Keeping(32), Cancellation));
        var tooMany = await Assert.ThrowsAsync<VectorStoreException>(() => store.GetOrCreateCollectionAsync(Keeping(64), Cancellation));

        Assert.Contains("qdrant.coarse_dimensions = 16", none.Message, StringComparison.Ordinal);
        Assert.Contains("ask for 16", others.Message, StringComparison.Ordinal);
        Assert.Equal("collection_differs", reopened.Code);
        Assert.Contains("the first 16 dimensions", reopened.Message, StringComparison.Ordinal);
        Assert.Equal("invalid_definition", tooMany.Code);

        static Task SearchAsync(IVectorCollection collection, int dimensions) =>
            collection.SearchAsync(SearchQuery.ByLeg(SearchLeg.ByVector(new float[64]) with { Coarse = new CoarseSearch { Dimensions = dimensions } }, 5), Cancellation);
        static VectorCollectionDefinition Keeping(int dimensions) => new()
        {
            Name = "kept",
            Vectors = [new VectorDefinition { Dimensions = 64, AdditionalProperties = new AdditionalPropertiesDictionary { ["qdrant.coarse_dimensions"] = dimensions } }],
        };
    }

    [Fact]
    public async Task MultiVectorRescoring_IsAPrefetchOfTheCoarseVector()
    {
        await using var store = new QdrantStore(_fake.Endpoint);
        var collection = await store.GetOrCreateCollectionAsync(new VectorCollectionDefinition
        {
            Name = "docs",
            Vectors = [new VectorDefinition { Name = "full", Dimensions = 8 }, new VectorDefinition { Name = "small", Dimensions = 4 }],
        }, Cancellation);
        var leg = SearchLeg.ByVector(new float[] { 1, 0, 0, 0, 0, 0, 0, 1 }, "full") with { Coarse = new CoarseSearch { VectorName = "small", Oversampling = 20 } };

        await collection.SearchAsync(SearchQuery.ByLeg(leg, 5), Cancellation);

        var body = _requests.Last().Body;
        Assert.Contains("\"prefetch\":{\"query\":[1,0,0,0],\"using\":\"small\",\"limit\":100}", body, StringComparison.Ordinal);
        Assert.Contains("\"using\":\"full\"", body, StringComparison.Ordinal);
    }
}
