using JinaSharp.Testing;
using Microsoft.Extensions.AI;

namespace JinaSharp.Core.Tests.Embeddings;

public sealed class JinaEmbeddingFunctionTests
{
    [Fact]
    public async Task Encode_KnownModel_UsesTheCataloguesTasks()
    {
        using var generator = new FakeEmbeddingGenerator<string> { ModelId = "jina-embeddings-v3", Dimensions = 1024 };
        using var function = new JinaEmbeddingFunction(generator);

        await function.EncodeDocumentsAsync(["a"], TestContext.Current.CancellationToken);
        await function.EncodeQueriesAsync(["b"], TestContext.Current.CancellationToken);

        Assert.Equal([EmbeddingTask.RetrievalPassage, EmbeddingTask.RetrievalQuery], generator.Calls.Select(call => Options(call).Task!.Value));
        Assert.Equal("jina-embeddings-v3;task=retrieval;dim=1024;float;unit", function.Profile.Key);
    }

    [Fact]
    public async Task Encode_UnknownModel_SendsNoTask()
    {
        using var generator = new FakeEmbeddingGenerator<string>();
        using var function = new JinaEmbeddingFunction(generator);

        await function.EncodeQueriesAsync(["b"], TestContext.Current.CancellationToken);

        Assert.Null(Options(generator.Calls[0]).Task);
        Assert.Equal(8, function.Dimensions);
    }

    [Fact]
    public async Task EncodeQueries_WithLateChunking_NeverUsesIt()
    {
        using var generator = new FakeEmbeddingGenerator<string> { ModelId = "jina-embeddings-v3" };
        var configuration = Parse("""{"api_key_env_var":"X","model_name":"jina-embeddings-v3","late_chunking":true,"query_config":{"late_chunking":true,"task":"retrieval.query","dimensions":64}}""");
        using var function = new JinaEmbeddingFunction(generator, configuration);

        await function.EncodeDocumentsAsync(["a", "b"], TestContext.Current.CancellationToken);
        await function.EncodeQueriesAsync(["a", "b"], TestContext.Current.CancellationToken);

        Assert.True(Options(generator.Calls[0]).LateChunking);
        Assert.Null(Options(generator.Calls[0]).Task);
        Assert.Null(Options(generator.Calls[1]).LateChunking);
        Assert.Equal(EmbeddingTask.RetrievalQuery, Options(generator.Calls[1]).Task);
        Assert.Equal(64, generator.Calls[1].Options!.Dimensions);
    }

    [Fact]
    public async Task Encode_Nothing_MakesNoCall()
    {
        using var generator = new FakeEmbeddingGenerator<string>();
        using var function = new JinaEmbeddingFunction(generator);

        Assert.Empty(await function.EncodeDocumentsAsync([], TestContext.Current.CancellationToken));
        Assert.Empty(generator.Calls);
    }

    [Fact]
    public async Task Encode_WrongCount_IsAnError()
    {
        using var generator = new FakeEmbeddingGenerator<string> { OnGenerate = (_, _) => Task.FromResult(new GeneratedEmbeddings<Embedding<float>>([new Embedding<float>(new float[2])])) };
        using var function = new JinaEmbeddingFunction(generator);

        var error = await Assert.ThrowsAsync<JinaException>(() => function.EncodeDocumentsAsync(["a", "b"], TestContext.Current.CancellationToken));

        Assert.Contains("1 embeddings for 2 texts", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FromConfiguration_MakesTheGeneratorAtTheFirstCall()
    {
        var made = 0;
        var generator = new FakeEmbeddingGenerator<string> { ModelId = "own" };
        using (var function = new JinaEmbeddingFunction(new JinaEmbeddingConfiguration { ModelName = "own", Dimensions = 8 }, _ =>
               {
                   made++;
                   return generator;
               }))
        {
            Assert.Equal(8, function.Dimensions);
            Assert.Equal(0, made);
            await function.EncodeDocumentsAsync(["a"], TestContext.Current.CancellationToken);
            Assert.Equal(1, made);
        }

        Assert.True(generator.IsDisposed);
    }

    [Fact]
    public void Configuration_RoundTrips_ThroughTheFormOfEveryClient()
    {
        const string python = """{"api_key_env_var":"JINA_API_KEY","model_name":"jina-embeddings-v3","task":"retrieval.passage","late_chunking":null,"truncate":false,"dimensions":null,"embedding_type":null,"normalized":true,"query_config":{"task":"retrieval.query"}}""";
        const string javaScript = """{"api_key_env_var":"MY_KEY","model_name":"jina-clip-v2"}""";
        const string go = """{"api_key_env_var":"JINA_API_KEY","model_name":"jina-embeddings-v3","base_url":"https://example.org","insecure":true}""";

        Assert.Equal(python, Parse(python).ToJson());
        Assert.Equal(["MY_KEY", "JINA_API_KEY", "CHROMA_JINA_API_KEY"], Parse(javaScript).ApiKeyVariables);
        Assert.EndsWith("""query_config":null,"base_url":"https://example.org","insecure":true}""", Parse(go).ToJson(), StringComparison.Ordinal);
        Assert.Equal(python.Replace("false", "null", StringComparison.Ordinal).Replace("true", "null", StringComparison.Ordinal), JinaEmbeddingConfiguration.ForModel("jina-embeddings-v3").ToJson());
    }

    [Theory]
    [InlineData("""{"api_key_env_var":"X"}""", "model_name")]
    [InlineData("""{"model_name":5}""", "model_name")]
    [InlineData("""{"model_name":"m","dimensions":-4}""", "dimensions")]
    [InlineData("""{"model_name":"m","normalized":"yes"}""", "normalized")]
    [InlineData("""{"model_name":"m","query_config":[1]}""", "query_config")]
    [InlineData("[]", "object")]
    public void Parse_WrongField_IsNamed(string json, string expected)
    {
        Assert.Contains(expected, Assert.Throws<FormatException>(() => Parse(json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DifferencesFrom_NamesWhatMakesVectorsIncomparable()
    {
        var one = JinaEmbeddingConfiguration.ForModel("jina-embeddings-v3");

        Assert.Empty(one.DifferencesFrom(one with { Dimensions = 1024, ApiKeyVariable = "OTHER", Task = EmbeddingTask.RetrievalQuery }));
        Assert.Equal(["dimensions: '1024' and '256'"], one.DifferencesFrom(one with { Dimensions = 256 }));
        Assert.Equal(2, one.DifferencesFrom(JinaEmbeddingConfiguration.ForModel("jina-embeddings-v2-base-en")).Count(difference => !difference.StartsWith("task", StringComparison.Ordinal)));
    }

    [Fact]
    public void FunctionName_OfTheLexicalEmbedder_IsOurOwn()
    {
        using var generator = new LexicalEmbeddingGenerator(256);
        using var function = new JinaEmbeddingFunction(generator);

        Assert.Equal("jinasharp", function.Configuration.FunctionName);
        Assert.Equal(256, function.Dimensions);
        Assert.Equal("jinasharp-lexical;task=;dim=256;float;unit", function.Profile.Key);
    }

    private static JinaEmbeddingConfiguration Parse(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return JinaEmbeddingConfiguration.Parse(document.RootElement);
    }

    private static JinaEmbeddingOptions Options(FakeEmbeddingCall<string> call) => Assert.IsType<JinaEmbeddingOptions>(call.Options);
}
