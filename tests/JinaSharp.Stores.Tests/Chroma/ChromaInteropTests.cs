using System.Text.Json;
using JinaSharp.Stores.Chroma;
using JinaSharp.TestSupport;

namespace JinaSharp.Stores.Tests.Chroma;

/// <summary>Collections that the JavaScript clients of Chroma and Jina write for us and read from us, against the real server.</summary>
public sealed class ChromaInteropTests(ChromaFixture chroma) : IAsyncDisposable
{
    private readonly FakeJina _jina = new();
    private readonly TextEmbedder _embedder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task JavaScriptWrites_WeOpenEmbedAndQuery()
    {
        await using var store = await StoreAsync();
        var name = NewName();
        await RunScriptAsync("create", name);

        var collection = await store.OpenAsync(name, Cancellation);
        await collection.AddAsync(["net-1"], ["three birds"], cancellationToken: Cancellation);
        var hits = (await collection.QueryAsync(["one river"], 3, cancellationToken: Cancellation))[0];

        Assert.Equal(("jina-embeddings-v3", 8, "retrieval.passage"), (collection.EmbeddingFunction!.ModelName, collection.EmbeddingFunction.Dimensions, collection.EmbeddingFunction.Task!.Value.Value));
        Assert.Equal("JINA_API_KEY", collection.EmbeddingFunction.ApiKeyVariable);
        Assert.Equal(new EmbeddingProfile { Model = "jina-embeddings-v3", Dimensions = 8, TaskFamily = "retrieval" }, collection.Definition.Vectors[0].Profile);
        Assert.Equal("js", collection.Definition.Metadata["owner"]);
        Assert.Equal("js-1", hits[0].Id);
        Assert.Equal(1, hits[0].Score, 1e-5);
        var read = await collection.GetAsync(["js-2"], RecordParts.All, Cancellation);
        Assert.Equal("two stones", read[0].Text);
        Assert.Equal(PayloadValue.FromList(["x", "y"]), read[0].Payload["tags"]);
        // The JavaScript client sends exactly what our function asks for.
        var request = _jina.Requests[0];
        var options = _embedder.Calls[0].Options;
        Assert.Equal(request.GetProperty("model").GetString(), options.ModelId);
        Assert.Equal(request.GetProperty("task").GetString(), options.Task!.Value.Value);
        Assert.Equal(request.GetProperty("dimensions").GetInt32(), options.Dimensions);
        Assert.Equal(request.GetProperty("normalized").GetBoolean(), options.Normalized);
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    [Fact]
    public async Task WeWrite_JavaScriptOpensEmbedsAndQueries()
    {
        await using var store = await StoreAsync();
        var name = NewName();
        var collection = await store.GetOrCreateAsync(name, JinaEmbeddingConfiguration.ForModel("jina-embeddings-v3", 8), cancellationToken: Cancellation);
        await collection.AddAsync(
            ["net-1", "net-2"], ["one river", "two stones"],
            [new Dictionary<string, PayloadValue> { ["lang"] = "en", ["n"] = 1, ["real"] = 2.0 }, new Dictionary<string, PayloadValue>()], Cancellation);

        var read = await RunScriptAsync("read", name);
        var added = await RunScriptAsync("addMore", name);

        Assert.Equal("jina", read.GetProperty("function").GetString());
        Assert.Equal(["net-1", "net-2"], read.GetProperty("ids").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal("net-1", read.GetProperty("first").GetString());
        Assert.Equal("one river", read.GetProperty("documents")[0].GetString());
        Assert.Equal("en", read.GetProperty("metadatas")[0].GetProperty("lang").GetString());
        Assert.Equal(FakeJina.Embed("one river", 8), read.GetProperty("embeddings")[0].EnumerateArray().Select(item => item.GetSingle()), (left, right) => Math.Abs(left - right) < 1e-6);
        Assert.Equal("jina-embeddings-v3", read.GetProperty("config").GetProperty("model_name").GetString());
        Assert.Equal(3, added.GetProperty("count").GetInt32());
        Assert.Equal("three birds", (await collection.GetAsync(["js-3"], cancellationToken: Cancellation))[0].Text);
        // Nothing that the JavaScript client would forward to the API as null.
        Assert.All(_jina.Requests, request => Assert.DoesNotContain(request.EnumerateObject(), property => property.Value.ValueKind == JsonValueKind.Null));
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    [Fact]
    public async Task WeWriteAFunctionThatJavaScriptDoesNotKnow_ItStillReads()
    {
        await using var store = await StoreAsync();
        var name = NewName();
        var collection = await store.GetOrCreateAsync(name, new JinaEmbeddingConfiguration { ModelName = LexicalEmbeddingGenerator.ModelId, Dimensions = 8 }, cancellationToken: Cancellation);
        await collection.AddAsync(["net-1"], ["one river"], cancellationToken: Cancellation);

        var read = await RunScriptAsync("peek", name);

        Assert.Equal(("jinasharp", JsonValueKind.Null), (collection.EmbeddingFunction!.FunctionName, read.GetProperty("function").ValueKind));
        Assert.Equal(1, read.GetProperty("count").GetInt32());
        Assert.Equal("one river", read.GetProperty("documents")[0].GetString());
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    [Fact]
    public async Task GetOrCreate_OtherModelDimensionsOrTask_IsRefusedNamingEach()
    {
        await using var store = await StoreAsync();
        var name = NewName();
        var function = JinaEmbeddingConfiguration.ForModel("jina-embeddings-v3", 8);
        await store.GetOrCreateAsync(name, function, cancellationToken: Cancellation);

        var model = await Assert.ThrowsAsync<VectorStoreException>(() => store.GetOrCreateAsync(name, function with { ModelName = "jina-clip-v2" }, cancellationToken: Cancellation));
        var dimensions = await Assert.ThrowsAsync<VectorStoreException>(() => store.GetOrCreateAsync(name, function with { Dimensions = 16 }, cancellationToken: Cancellation));
        var task = await Assert.ThrowsAsync<VectorStoreException>(() => store.GetOrCreateAsync(name, function with { Task = EmbeddingTask.TextMatching }, cancellationToken: Cancellation));
        var same = await store.GetOrCreateAsync(name, function, cancellationToken: Cancellation);

        Assert.Contains("jina-clip-v2", model.Message, StringComparison.Ordinal);
        Assert.Contains("16", dimensions.Message, StringComparison.Ordinal);
        Assert.Contains("text-matching", task.Message, StringComparison.Ordinal);
        Assert.Equal(function.ModelName, same.EmbeddingFunction!.ModelName);
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    [Fact]
    public async Task MissingKey_FailsOnlyTheFirstText()
    {
        var options = new ChromaStoreOptions
        {
            ReadVariable = _ => null,
            EmbeddingGeneratorFactory = (function, key) => key is null ? throw new JinaException($"Set one of {string.Join(", ", function.ApiKeyVariables)}.") : _embedder,
        };
        await using var store = new ChromaStore(await chroma.EndpointAsync(), options);
        var name = NewName();
        var collection = await store.GetOrCreateAsync(name, JinaEmbeddingConfiguration.ForModel("m", 8) with { ApiKeyVariable = "MY_KEY" }, cancellationToken: Cancellation);

        Assert.Equal(0, await collection.CountAsync(cancellationToken: Cancellation));
        var error = await Assert.ThrowsAsync<JinaException>(() => collection.AddAsync(["a"], ["text"], cancellationToken: Cancellation));

        Assert.Contains("MY_KEY, JINA_API_KEY, CHROMA_JINA_API_KEY", error.Message, StringComparison.Ordinal);
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    [Fact]
    public async Task QueriesAndDocuments_HaveTheirOwnTask_AndQueriesNeverChunkLate()
    {
        await using var store = await StoreAsync();
        var name = NewName();
        var function = JinaEmbeddingConfiguration.ForModel("jina-embeddings-v3", 8) with { LateChunking = true };
        var collection = await store.GetOrCreateAsync(name, function, cancellationToken: Cancellation);

        await collection.AddAsync(["a", "b"], ["one", "two"], cancellationToken: Cancellation);
        await collection.QueryAsync(["one", "two"], 1, cancellationToken: Cancellation);

        Assert.Equal(("retrieval.passage", true), (_embedder.Calls[0].Options.Task!.Value.Value, _embedder.Calls[0].Options.LateChunking));
        Assert.Equal(("retrieval.query", null), (_embedder.Calls[1].Options.Task!.Value.Value, _embedder.Calls[1].Options.LateChunking));
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    [Fact]
    public async Task Add_ExistingId_IsRefusedBeforeEmbedding()
    {
        await using var store = await StoreAsync();
        var name = NewName();
        var collection = await store.GetOrCreateAsync(name, JinaEmbeddingConfiguration.ForModel("m", 8), cancellationToken: Cancellation);
        await collection.AddAsync(["a"], ["one"], cancellationToken: Cancellation);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.AddAsync(["b", "a"], ["two", "three"], cancellationToken: Cancellation));

        Assert.Contains("'a'", error.Message, StringComparison.Ordinal);
        Assert.Single(_embedder.Calls);
        Assert.Equal(1, await collection.CountAsync(cancellationToken: Cancellation));
        await store.DeleteCollectionAsync(name, Cancellation);
    }

    public ValueTask DisposeAsync() => _jina.DisposeAsync();

    private static string NewName() => $"interop_{Guid.NewGuid():N}";

    private async Task<ChromaStore> StoreAsync() =>
        new(await chroma.EndpointAsync(), new ChromaStoreOptions { EmbeddingGeneratorFactory = (_, _) => _embedder });

    private async Task<JsonElement> RunScriptAsync(string task, string name)
    {
        var runtime = await chroma.RuntimeAsync();
        var endpoint = await chroma.EndpointAsync();
        // Modules are found from the script's own folder.
        var script = Path.Combine(runtime.Packages, "interop.mjs");
        File.Copy(Path.Combine(TestPaths.Repository, "tests", "chroma", "interop.mjs"), script, overwrite: true);
        using var process = runtime.StartNode([script, task, endpoint.Host, endpoint.Port.ToString(), name], new Dictionary<string, string> { ["JINA_API_KEY"] = "test", ["JINA_TEST_URL"] = _jina.Url });
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, $"The JavaScript client failed at '{task}': {await error}");
        return JsonDocument.Parse((await output).Trim().Split('\n')[^1]).RootElement;
    }
}
