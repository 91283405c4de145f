using System.Net.Http.Json;
using System.Text.Json;
using JinaSharp.Stores.Chroma;

namespace JinaSharp.Stores.Tests.Chroma;

/// <summary>What clients must do about embedding functions because the server does none of it, against the real server: collections are made as other clients make them.</summary>
public sealed class ChromaFunctionRuleTests(ChromaFixture chroma) : IDisposable
{
    private const string Jina = """{"type":"known","name":"jina","config":{"api_key_env_var":"MY_KEY","model_name":"jina-embeddings-v3","task":"retrieval.passage","dimensions":8,"late_chunking":null,"truncate":null,"embedding_type":null,"normalized":null,"query_config":{"task":"retrieval.query"},"timeout_go":30}}""";

    private static readonly JinaEmbeddingConfiguration Function = JinaEmbeddingConfiguration.ForModel("jina-embeddings-v3", 8);

    private readonly HttpClient _http = new();
    private readonly TextEmbedder _embedder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_WithoutMetric_SendsTheSpace()
    {
        await using var store = await StoreAsync();
        var name = NewName();

        await store.GetOrCreateAsync(name, Function, cancellationToken: Cancellation);

        var made = await _http.GetFromJsonAsync<JsonElement>(new Uri(await chroma.EndpointAsync(), $"{Collections}/{name}"), Cancellation);
        Assert.Equal("cosine", made.GetProperty("configuration_json").GetProperty("hnsw").GetProperty("space").GetString());
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    [Fact]
    public async Task Mismatch_FailsOrWarns_AsAskedFor()
    {
        await using var strict = await StoreAsync();
        var name = NewName();
        await strict.GetOrCreateAsync(name, Function, cancellationToken: Cancellation);
        var other = Function with { ModelName = "jina-clip-v2", Task = null, QueryOverrides = new Dictionary<string, JsonElement>() };
        List<(string Collection, IReadOnlyList<string> Differences)> warned = [];
        await using var lenient = await StoreAsync((collection, differences) => warned.Add((collection, differences)));

        var created = await Assert.ThrowsAsync<VectorStoreException>(() => strict.GetOrCreateAsync(name, other, cancellationToken: Cancellation));
        var opened = await Assert.ThrowsAsync<VectorStoreException>(() => strict.OpenAsync(name, other, Cancellation));
        var collection = await lenient.OpenAsync(name, other, Cancellation);
        await lenient.GetOrCreateAsync(name, other, cancellationToken: Cancellation);
        await collection.AddAsync(["a"], ["one river"], cancellationToken: Cancellation);
        // The collection's size is the server's own rule, which no warning lifts.
        var size = await Assert.ThrowsAsync<VectorStoreException>(() => lenient.OpenAsync(name, other with { Dimensions = 16 }, Cancellation));

        Assert.Contains("model_name: 'jina-embeddings-v3' and 'jina-clip-v2'", created.Message, StringComparison.Ordinal);
        Assert.Equal(("collection_differs", "collection_differs"), (created.Code, opened.Code));
        Assert.Equal(2, warned.Count(warning => warning.Collection == name && warning.Differences.Any(difference => difference.Contains("jina-clip-v2", StringComparison.Ordinal))));
        Assert.Equal("jina-clip-v2", _embedder.Calls[^1].Options.ModelId);
        Assert.Contains("16", size.Message, StringComparison.Ordinal);
        await strict.DeleteCollectionAsync(name, Cancellation);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"type":"legacy"}""")]
    [InlineData("""{"type":"unknown"}""")]
    public async Task NoFunctionToRebuild_EmbedsWithTheGivenOneOnly(string? stored)
    {
        await using var store = await StoreAsync();
        var name = await MakeAsync(stored);

        var plain = await store.OpenAsync(name, Cancellation);
        var error = await Assert.ThrowsAsync<VectorStoreException>(() => plain.AddAsync(["a"], ["one"], cancellationToken: Cancellation));
        var given = await store.OpenAsync(name, Function, Cancellation);
        await given.AddAsync(["a"], ["one river"], cancellationToken: Cancellation);
        var hits = (await given.QueryAsync(["one river"], 1, cancellationToken: Cancellation))[0];

        Assert.Null(plain.EmbeddingFunction);
        Assert.Equal(0, await plain.CountAsync(Filter.Eq("x", 1), Cancellation));
        Assert.Contains(stored?.Contains("legacy", StringComparison.Ordinal) == true ? "legacy" : "no embedding function", error.Message, StringComparison.Ordinal);
        Assert.Equal("a", hits[0].Id);
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    [Fact]
    public async Task FunctionOfAnotherName_OpensCountsAndReads_ButDoesNotEmbed()
    {
        await using var store = await StoreAsync();
        var name = await MakeAsync("""{"type":"known","name":"openai","config":{"api_key_env_var":"OPENAI_API_KEY","model_name":"x"}}""");

        var collection = await store.OpenAsync(name, Cancellation);
        await collection.UpsertAsync([new VectorRecord("v", new float[] { 1, 0 }, "text")], Cancellation);
        var embed = await Assert.ThrowsAsync<VectorStoreException>(() => collection.QueryAsync(["text"], cancellationToken: Cancellation));
        var given = await Assert.ThrowsAsync<VectorStoreException>(() => store.OpenAsync(name, Function with { Dimensions = null }, Cancellation));

        Assert.Equal(1, await collection.CountAsync(cancellationToken: Cancellation));
        Assert.Contains("'openai'", embed.Message, StringComparison.Ordinal);
        Assert.Contains("name: 'openai' and 'jina'", given.Message, StringComparison.Ordinal);
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    [Fact]
    public async Task PythonsNullsAndForeignKeys_AreReadAndKept()
    {
        await using var store = await StoreAsync();
        var name = await MakeAsync(Jina);

        var collection = await store.OpenAsync(name, Cancellation);
        await collection.AddAsync(["a", "b", "c"], ["one", "two", "three"], cancellationToken: Cancellation);
        await collection.QueryAsync(["one"], 1, cancellationToken: Cancellation);

        Assert.Equal(["MY_KEY", "JINA_API_KEY", "CHROMA_JINA_API_KEY"], collection.EmbeddingFunction!.ApiKeyVariables);
        Assert.Equal(30, collection.EmbeddingFunction.UnknownFields["timeout_go"].GetInt32());
        Assert.Null(collection.EmbeddingFunction.LateChunking);
        Assert.Equal("retrieval.passage", _embedder.Calls[0].Options.Task!.Value.Value);
        Assert.Equal("retrieval.query", _embedder.Calls[^1].Options.Task!.Value.Value);
        // The foreign key stays where it is; a collection made here keeps to the published schema.
        await Assert.ThrowsAsync<VectorStoreException>(() => store.GetOrCreateAsync(NewName(), collection.EmbeddingFunction, cancellationToken: Cancellation));
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    [Theory]
    [InlineData("ip", DistanceMetric.Dot)]
    [InlineData("cosine", DistanceMetric.Cosine)]
    [InlineData("l2", DistanceMetric.Euclidean)]
    public async Task SpaceInMetadata_IsTheMetric(string space, DistanceMetric metric)
    {
        await using var store = await StoreAsync();
        var name = await MakeAsync(null, $$"""{"hnsw:space":"{{space}}"}""");

        var collection = await store.OpenAsync(name, Cancellation);

        Assert.Equal(metric, collection.Definition.Vectors[0].Metric);
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    [Theory]
    [InlineData("""{"spann":{"space":"cosine","search_nprobe":32}}""", null, DistanceMetric.Cosine)]
    [InlineData("""{"spann":{"space":"ip"},"hnsw":null}""", null, DistanceMetric.Dot)]
    [InlineData("""{"hnsw":{"space":"cosine","ef_construction":128,"ef_search":64,"max_neighbors":24}}""", """{"hnsw:space":"ip","hnsw:M":20}""", DistanceMetric.Cosine)]
    [InlineData(null, """{"hnsw:space":"ip","hnsw:M":20,"hnsw:construction_ef":128,"hnsw:search_ef":64,"owner":"them"}""", DistanceMetric.Dot)]
    public async Task IndexOfAnotherClient_OpensWithItsMetric_AndIsSearched(string? configuration, string? metadata, DistanceMetric metric)
    {
        await using var store = await StoreAsync();
        var name = await MakeRawAsync(configuration, metadata);

        var collection = await store.OpenAsync(name, Cancellation);
        await collection.UpsertAsync([new VectorRecord("a", new float[] { 1, 0 }), new VectorRecord("b", new float[] { 0, 1 })], Cancellation);
        var hits = await collection.SearchAsync(SearchQuery.ByVector(new float[] { 1, 0 }, 2), Cancellation);

        Assert.Equal(metric, collection.Definition.Vectors[0].Metric);
        Assert.Equal([("a", 1.0), ("b", 0.0)], hits.Select(hit => (hit.Id, Math.Round(hit.Score, 5))));
        // Settings of the index are no metadata of the caller's: a copy made of this definition says the same in the new way.
        Assert.DoesNotContain(collection.Definition.Metadata, entry => entry.Key.StartsWith("hnsw:", StringComparison.Ordinal));
        Assert.Equal(metadata?.Contains("them", StringComparison.Ordinal) == true ? "them" : null, collection.Definition.Metadata.GetValueOrDefault("owner"));
        await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 2, metric), Cancellation);
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    [Fact]
    public async Task TwoIndexes_AreRefusedByTheServer_AndNeverWrittenByUs()
    {
        await using var store = await StoreAsync();
        using var response = await PostAsync($"{{\"name\":\"{NewName()}\",\"configuration\":" + """{"spann":{"space":"cosine"},"hnsw":{"space":"cosine"}}}""");
        var definition = VectorCollectionDefinition.Dense(NewName(), 2);

        var setting = await Assert.ThrowsAsync<VectorStoreException>(() => store.GetOrCreateCollectionAsync(definition with { AdditionalProperties = new() { ["chroma.spann"] = "{}" } }, Cancellation));
        var legacy = await Assert.ThrowsAsync<VectorStoreException>(() => store.GetOrCreateCollectionAsync(definition with { Metadata = new Dictionary<string, string> { ["hnsw:M"] = "20" } }, Cancellation));

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("spann", setting.Message, StringComparison.Ordinal);
        Assert.Contains("'chroma.max_neighbors'", legacy.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(definition.Name, await store.ListCollectionsAsync(Cancellation));
    }

    [Fact]
    public async Task Drop_ManyRecordsWithLists_LeavesNoneBehind()
    {
        await using var store = await StoreAsync();
        var name = NewName();
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 2), Cancellation);
        // More than two pages of those that a drop looks at; every third holds a list.
        var records = Enumerable.Range(0, 10_500).Select(i => new VectorRecord($"r{i}", new float[] { 1, i }, null, i % 3 == 0 ? new Dictionary<string, PayloadValue> { ["tags"] = PayloadValue.FromList(["x"]) } : new Dictionary<string, PayloadValue> { ["n"] = i })).ToList();
        await collection.UpsertAsync(records, Cancellation);
        await store.DeleteCollectionAsync(name, Cancellation);

        var next = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 2), Cancellation);
        await next.UpsertAsync(records.ConvertAll(record => new VectorRecord(record.Id, new float[] { 1, 0 }, null, new Dictionary<string, PayloadValue> { ["n"] = 1 })), Cancellation);
        var inherited = 0;
        await foreach (var record in next.ScrollAsync(cancellationToken: Cancellation))
            if (record.Payload.ContainsKey("tags")) inherited++;

        Assert.Equal(0, inherited);
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    [Fact]
    public async Task ManyDocuments_AreCutBeforeEmbedding()
    {
        await using var store = await StoreAsync(batch: 2);
        var name = NewName();
        var collection = await store.GetOrCreateAsync(name, Function, cancellationToken: Cancellation);

        await collection.AddAsync(["a", "b", "c", "d", "e"], ["1", "2", "3", "4", "5"], cancellationToken: Cancellation);

        Assert.Equal([2, 2, 1], _embedder.Calls.Select(call => call.Texts.Length));
        Assert.Equal(5, await collection.CountAsync(cancellationToken: Cancellation));
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    public void Dispose() => _http.Dispose();

    private const string Collections = "api/v2/tenants/default_tenant/databases/default_database/collections";

    private static string NewName() => $"rules_{Guid.NewGuid():N}";

    private async Task<ChromaStore> StoreAsync(Action<string, IReadOnlyList<string>>? mismatch = null, int? batch = null)
    {
        var options = new ChromaStoreOptions { EmbeddingGeneratorFactory = (_, _) => _embedder, FunctionMismatch = mismatch };
        if (batch is { } size) options.MaxBatchRecords = size;
        return new ChromaStore(await chroma.EndpointAsync(), options);
    }

    private async Task<string> MakeRawAsync(string? configuration, string? metadata)
    {
        var name = NewName();
        using var response = await PostAsync($"{{\"name\":\"{name}\",\"metadata\":{metadata ?? "null"}{(configuration is null ? "" : $",\"configuration\":{configuration}")}}}");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
        return name;
    }

    private async Task<HttpResponseMessage> PostAsync(string body) =>
        await _http.PostAsync(new Uri(await chroma.EndpointAsync(), Collections), new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Cancellation);

    // As a client writes it that is not this one.
    private async Task<string> MakeAsync(string? function, string? metadata = null)
    {
        var name = NewName();
        var configuration = function is null ? "" : $$""","configuration":{"hnsw":{"space":"cosine"},"embedding_function":{{function}}}""";
        var body = $$"""{"name":"{{name}}"{{(metadata is null ? "" : $",\"metadata\":{metadata}")}}{{configuration}}}""";
        using var response = await _http.PostAsync(new Uri(await chroma.EndpointAsync(), Collections), new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Cancellation);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
        return name;
    }
}
