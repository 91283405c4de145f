using System.Net;
using System.Text.Json;
using JinaSharp.Stores.Chroma;
using JinaSharp.Stores.Http;
using JinaSharp.TestSupport;

namespace JinaSharp.Stores.Tests.Chroma;

/// <summary>Replays what a real server answered, and what the JavaScript client really sent, from the captured exchanges beside the repository.</summary>
public sealed class ChromaFixtureTests
{
    private static readonly string[] Files =
    [
        .. ((string[])["collections", "get-filters", "limits", "odd-cases", "query", "records-write", "schema", "system", "tenants-databases"]).Select(name => $"chroma/{name}"),
        .. ((string[])["add-again", "add-documents", "admin", "bad-where", "create-jina", "create-noef", "delete", "duplicate", "foreign-query", "get-collection", "get-or-create", "get", "header-token", "heartbeat",
            "list", "missing", "modify-ef", "modify-model", "modify", "peek-count", "query-embeddings", "query-texts", "reads-foreign-base64", "reads-foreign-full", "reads-foreign-minimal", "reads-foreign-nulls",
            "reads-foreign-unknown-name", "too-big-batch", "update", "version"]).Select(name => $"clients/chromadb-js-{name}"),
    ];

    public static TheoryData<string> All { get; } = [.. Files];

    [Theory, MemberData(nameof(All))]
    public void CapturedAnswers_AreReadAsTheyAre(string file)
    {
        foreach (var (path, request, response) in Exchanges(file))
        {
            var body = response.TryGetProperty("body", out var json) ? JsonSerializer.SerializeToUtf8Bytes(json) : System.Text.Encoding.UTF8.GetBytes(response.TryGetProperty("bodyText", out var text) ? text.GetString()! : "");
            var status = response.GetProperty("status").GetInt32();
            if (status >= 400) CheckRefusal(status, body, json);
            else if (Route(path) is "get" or "query" && json.ValueKind == JsonValueKind.Object) CheckRecords(body, json, nested: Route(path) == "query");
            else if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("configuration_json", out _)) CheckCollection(json);
            else if (json.ValueKind == JsonValueKind.Array && path.Split('?')[0].EndsWith("/collections", StringComparison.Ordinal)) foreach (var item in json.EnumerateArray()) CheckCollection(item);
            else if (path.EndsWith("/pre-flight-checks", StringComparison.Ordinal)) Assert.Equal(5461, JsonSerializer.Deserialize(body, ChromaJson.Default.ChromaPreflightWire)!.MaxBatchSize);
            Assert.NotEqual(JsonValueKind.Undefined, request.ValueKind);
        }
    }

    [Fact]
    public void CapturedFunctions_AreWrittenBackAsTheirWritersWroteThem()
    {
        var found = Files.SelectMany(Exchanges).SelectMany(exchange => Functions(exchange.Request).Concat(Functions(exchange.Response))).Select(function => function.GetRawText()).Distinct().ToList();
        var written = 0;
        foreach (var text in found)
        {
            using var stored = JsonDocument.Parse(text);
            if (ChromaFunctionJson.Find(Wire(stored.RootElement)).Function is not { } function) continue;
            using var body = new JsonBody();
            ChromaFunctionJson.Write(body.Json, function);

            using var ours = JsonDocument.Parse(body.Written);
            // Keys of value null are the Python client's, and left out here: the JavaScript client would forward them.
            Assert.Equal(WithoutNulls(stored.RootElement), WithoutNulls(ours.RootElement));
            Assert.DoesNotContain("null", ours.RootElement.GetRawText(), StringComparison.Ordinal);
            written++;
        }
        Assert.True(written >= 4, $"Only {written} of {found.Count} captured functions could be rebuilt.");
    }

    [Fact]
    public void OurCreation_HasTheShapeOfTheJavaScriptClients()
    {
        var (_, request, _) = Exchanges("clients/chromadb-js-create-jina").First(exchange => exchange.Request.TryGetProperty("body", out var sent) && sent.TryGetProperty("configuration", out _));
        var theirs = request.GetProperty("body");
        var function = ChromaFunctionJson.Find(Wire(theirs.GetProperty("configuration").GetProperty("embedding_function"))).Function!;
        var space = theirs.GetProperty("configuration").TryGetProperty("hnsw", out var hnsw) && hnsw.ValueKind == JsonValueKind.Object ? hnsw.GetProperty("space").GetString() : "cosine";
        using var body = new JsonBody();

        ChromaDefinition.Write(body.Json, VectorCollectionDefinition.Dense(theirs.GetProperty("name").GetString()!, 0), function);

        using var ours = JsonDocument.Parse(body.Written);
        Assert.Equal("cosine", space);
        Assert.Equal(theirs.GetProperty("name").GetString(), ours.RootElement.GetProperty("name").GetString());
        Assert.Equal("cosine", ours.RootElement.GetProperty("configuration").GetProperty("hnsw").GetProperty("space").GetString());
        Assert.Equal(WithoutNulls(theirs.GetProperty("configuration").GetProperty("embedding_function")), WithoutNulls(ours.RootElement.GetProperty("configuration").GetProperty("embedding_function")));
    }

    [Fact]
    public async Task OurRequests_AreInTheServersOwnDocument()
    {
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(TestPaths.Reference("fixtures/chroma/openapi.json"), TestContext.Current.CancellationToken));
        using var server = new ReplayedChroma(Exchanges("chroma/query").ToList());
        using var http = new HttpClient(server);
        await using var store = new ChromaStore(new Uri("http://replayed"), new ChromaStoreOptions { HttpClient = http });
        var cancellation = TestContext.Current.CancellationToken;

        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 3) with { Metadata = new Dictionary<string, string> { ["owner"] = "us" } }, cancellation);
        await collection.UpsertAsync([new VectorRecord("a", new float[] { 1, 0, 0 }, "text", new Dictionary<string, PayloadValue> { ["lang"] = "en", ["tags"] = PayloadValue.FromList(["x"]) })], cancellation);
        var hits = await collection.SearchAsync(SearchQuery.ByVector(new float[] { 1, 0, 0 }, 5) with { Filter = Filter.Eq("lang", "en") & Filter.Gte("year", 2020), Parts = RecordParts.None }, cancellation);
        await collection.GetAsync(["a"], RecordParts.All, cancellation);
        await collection.DeleteAsync(["a"], cancellation);
        await collection.DeleteAsync(Filter.In("lang", ["de", "fr"]), cancellation);
        await collection.CountAsync(Filter.Eq("lang", "en"), cancellation);

        // The hits are those that the real server gave.
        Assert.Equal(server.LastQuery!.Value.GetProperty("ids")[0].EnumerateArray().Select(id => id.GetString()), hits.Select(hit => hit.Id));
        Assert.Contains(server.Requests, request => request.Path.EndsWith("/upsert", StringComparison.Ordinal));
        foreach (var (method, path, sent) in server.Requests) CheckRequest(document.RootElement, method, path, sent);
    }

    private static void CheckRefusal(int status, byte[] body, JsonElement json)
    {
        var failure = new ChromaProtocol().ReadFailure(new StoreResponse((HttpStatusCode)status, body, null));
        Assert.NotNull(failure);
        Assert.NotEmpty(failure.Message);
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("message", out var message)) Assert.Equal(message.GetString(), failure.Message);
        var expected = status switch
        {
            404 when json.ValueKind == JsonValueKind.Object => StoreFailureKind.NotFound,
            404 or 405 or 410 => StoreFailureKind.NotThisProduct,
            403 => StoreFailureKind.Unauthorized,
            409 => StoreFailureKind.Exists,
            413 => StoreFailureKind.TooLarge,
            400 or 415 or 422 => StoreFailureKind.Invalid,
            _ => StoreFailureKind.Other,
        };
        Assert.Equal(expected, failure.Kind);
        // None of the captured refusals goes away when the request is repeated.
        Assert.False(failure.IsTransient, $"{status} {failure.Message}");
    }

    private static void CheckRecords(byte[] body, JsonElement json, bool nested)
    {
        // An answer holds one list a query vector; this client sends one.
        if (nested && json.GetProperty("ids").GetArrayLength() != 1) return;
        var answer = ChromaAnswer.Read(body, nested);
        var ids = List("ids")!.Value.EnumerateArray().Select(id => id.GetString()!).ToList();
        Assert.Equal(ids, answer.Ids);
        for (var i = 0; i < ids.Count; i++)
        {
            if (List("documents") is { } documents) Assert.Equal(documents[i].GetString(), answer.Document(i));
            if (List("distances") is { } distances && distances[i].ValueKind == JsonValueKind.Number) Assert.Equal(distances[i].GetDouble(), answer.Distance(i));
            if (List("embeddings") is { } embeddings && embeddings[i].ValueKind == JsonValueKind.Array) Assert.Equal(embeddings[i].EnumerateArray().Select(number => number.GetSingle()), answer.Embedding(i)!);
            if (List("metadatas") is not { } metadatas) continue;
            if (metadatas[i].ValueKind == JsonValueKind.Null)
            {
                Assert.Null(answer.Metadata(i));
                continue;
            }
            foreach (var field in metadatas[i].EnumerateObject()) AssertSame(field.Value, answer.Metadata(i)![field.Name]);
            Assert.Equal(metadatas[i].EnumerateObject().Count(), answer.Metadata(i)!.Count);
        }

        JsonElement? List(string name) => json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? nested ? list[0] : list : null;
    }

    private static void CheckCollection(JsonElement json)
    {
        var wire = json.Deserialize(ChromaJson.Default.ChromaCollectionWire)!;
        var stored = ChromaFunctionJson.Find(wire);
        var definition = ChromaDefinition.Read(wire, stored, null);

        Assert.Equal(json.GetProperty("name").GetString(), definition.Name);
        if (json.GetProperty("configuration_json").TryGetProperty("hnsw", out var hnsw) && hnsw.ValueKind == JsonValueKind.Object)
            Assert.Equal(hnsw.GetProperty("space").GetString() switch { "cosine" => DistanceMetric.Cosine, "ip" => DistanceMetric.Dot, _ => DistanceMetric.Euclidean }, definition.Vectors[0].Metric);
        if (json.GetProperty("configuration_json").TryGetProperty("embedding_function", out var function) && function.ValueKind == JsonValueKind.Object && function.TryGetProperty("name", out var name) && name.GetString() == "jina")
            Assert.Equal(function.GetProperty("config").GetProperty("model_name").GetString(), stored.Function!.ModelName);
        if (json.TryGetProperty("dimension", out var dimension) && dimension.ValueKind == JsonValueKind.Number) Assert.Equal(dimension.GetInt32(), definition.Vectors[0].Dimensions);
    }

    private static void AssertSame(JsonElement expected, PayloadValue actual)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.AsList().Count);
                foreach (var (item, value) in expected.EnumerateArray().Zip(actual.AsList())) AssertSame(item, value);
                break;
            case JsonValueKind.String:
                Assert.Equal(expected.GetString(), actual.AsString());
                break;
            case JsonValueKind.Number when expected.TryGetInt64(out var integer) && actual.Kind == PayloadKind.Integer:
                Assert.Equal(integer, actual.AsInt64());
                break;
            case JsonValueKind.Number:
                Assert.Equal(expected.GetDouble(), actual.AsDouble());
                break;
            default:
                Assert.Equal(expected.GetBoolean(), actual.AsBoolean());
                break;
        }
    }

    private static void CheckRequest(JsonElement document, string method, string path, byte[] sent)
    {
        var words = path.Split('?')[0].Split('/');
        var known = document.GetProperty("paths").EnumerateObject().Where(entry => entry.Name.Split('/') is var template && template.Length == words.Length
            && template.Zip(words).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second) && entry.Value.TryGetProperty(method.ToLowerInvariant(), out _)).ToList();
        Assert.True(known.Count > 0, $"{method} {path} is not in the server's document.");
        if (sent.Length == 0) return;
        var names = known.SelectMany(entry => Properties(document, entry.Value.GetProperty(method.ToLowerInvariant()).GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema"))).ToHashSet();
        using var body = JsonDocument.Parse(sent);
        foreach (var property in body.RootElement.EnumerateObject()) Assert.Contains(property.Name, names);
    }

    private static IEnumerable<string> Properties(JsonElement document, JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var reference)) return Properties(document, document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]));
        var parts = schema.TryGetProperty("allOf", out var all) ? all.EnumerateArray().SelectMany(part => Properties(document, part)) : [];
        return schema.TryGetProperty("properties", out var own) ? parts.Concat(own.EnumerateObject().Select(property => property.Name)) : parts;
    }

    private static string Route(string path) => path.Split('?')[0].Split('/')[^1];

    private static ChromaCollectionWire Wire(JsonElement function) => new()
    {
        Id = "",
        Name = "",
        Configuration = JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { ["embedding_function"] = function }),
    };

    private static string WithoutNulls(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? $"{{{string.Join(",", json.EnumerateObject().Where(item => item.Value.ValueKind != JsonValueKind.Null).OrderBy(item => item.Name, StringComparer.Ordinal).Select(item => $"{item.Name}:{WithoutNulls(item.Value)}"))}}}"
        : json.GetRawText();

    private static IEnumerable<JsonElement> Functions(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(item => item.Name == "embedding_function" && item.Value.ValueKind == JsonValueKind.Object ? [item.Value] : Functions(item.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Functions),
        _ => [],
    };

    private static List<(string Path, JsonElement Request, JsonElement Response)> Exchanges(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(TestPaths.Reference($"fixtures/{file}.json")));
        return [.. document.RootElement.GetProperty("exchanges").Clone().EnumerateArray()
            .Select(exchange => (exchange.GetProperty("request").GetProperty("path").GetString()!, exchange.GetProperty("request"), exchange.GetProperty("response")))];
    }
}
