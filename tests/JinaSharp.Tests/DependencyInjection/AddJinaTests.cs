using JinaSharp.Client;
using JinaSharp.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JinaSharp.Tests.DependencyInjection;

public sealed class AddJinaTests
{
    [Fact]
    public async Task AddJina_GeneratorAndReranker_AreTheClient()
    {
        await using var server = await JinaFakeServer.StartAsync();
        await using var services = new ServiceCollection().AddJina(options => (options.ApiKey, options.BaseUrl) = ("k", server.Address)).BuildServiceProvider();

        var generator = services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        var embeddings = await generator.GenerateAsync(["a", "b", "a"], cancellationToken: TestContext.Current.CancellationToken);
        var ranked = await services.GetRequiredService<IReranker>().RerankAsync("a", ["a b", "c"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(embeddings[0].Vector.ToArray(), embeddings[2].Vector.ToArray());
        Assert.Equal(0, ranked[0].Index);
        Assert.Same(services.GetRequiredService<JinaClient>(), generator.GetService<JinaClient>());
        Assert.NotNull(services.GetService<IEmbeddingGenerator<AIContent, Embedding<float>>>());
    }

    [Fact]
    public async Task AddJina_WithACache_AsksOnceAndCutsSmallerSizesAsTheServerDoes()
    {
        await using var server = await JinaFakeServer.StartAsync();
        await using var services = new ServiceCollection()
            .AddSingleton<IEmbeddingCache>(new MemoryEmbeddingCache())
            .AddJina(options => (options.ApiKey, options.BaseUrl, options.EmbeddingModel) = ("k", server.Address, "jina-embeddings-v3"))
            .BuildServiceProvider();
        var generator = services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

        await generator.GenerateAsync(["a"], cancellationToken: TestContext.Current.CancellationToken);
        var small = await generator.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 64 }, TestContext.Current.CancellationToken);

        Assert.Equal(1, server.RequestCount);
        var expected = FakeVectors.Create("a", "jina-embeddings-v3", 64);
        Assert.Equal(64, small[0].Vector.Length);
        for (var i = 0; i < 64; i++) Assert.Equal(expected[i], small[0].Vector.Span[i], 1e-6f);
    }

    [Fact]
    public async Task AddJina_WithACacheInTheOptionsAndOneRegistered_AsksOneOnce()
    {
        await using var server = await JinaFakeServer.StartAsync();
        var (registered, given) = (new CountingCache(), new CountingCache());
        await using var services = new ServiceCollection()
            .AddSingleton<IEmbeddingCache>(registered)
            .AddJina(options => (options.ApiKey, options.BaseUrl, options.Cache, options.Deduplicate) = ("k", server.Address, given, true))
            .BuildServiceProvider();

        var embeddings = await services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().GenerateAsync(["a", "a"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((1, 0), (given.Lookups, registered.Lookups));
        Assert.Equal(0, embeddings.Usage!.AdditionalCounts!["cached_items"]);
        await services.GetRequiredService<JinaClient>().GenerateAsync(["a"], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((2, 1), (given.Lookups, server.RequestCount)); // the client is behind the same cache
    }

    [Fact]
    public async Task AddKeyedJina_KeepsClientsApart()
    {
        await using var services = new ServiceCollection()
            .AddKeyedJina("one", options => (options.ApiKey, options.EmbeddingModel) = ("k1", "jina-embeddings-v3"))
            .AddKeyedJina("two", options => (options.ApiKey, options.EmbeddingModel) = ("k2", "jina-embeddings-v4"))
            .BuildServiceProvider();

        string? Model(string key) => services.GetRequiredKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(key).GetService<EmbeddingGeneratorMetadata>()?.DefaultModelId;

        Assert.Equal(("jina-embeddings-v3", "jina-embeddings-v4"), (Model("one"), Model("two")));
    }

    [Fact]
    public void AddJina_FromConfiguration_ReadsValues()
    {
        var configuration = Configuration(new() { ["ApiKey"] = "k", ["BaseUrl"] = "http://localhost:1", ["maxRetries"] = "0", ["AttemptTimeout"] = "00:00:30", ["Region"] = "europe", ["ApiKeyEnvironmentVariables:0"] = "X" });
        using var services = new ServiceCollection().AddJina(configuration).BuildServiceProvider();

        var options = services.GetRequiredService<IOptions<JinaClientOptions>>().Value;

        Assert.Equal(("k", 0, TimeSpan.FromSeconds(30), JinaRegion.Europe), (options.ApiKey, options.MaxRetries, options.AttemptTimeout, options.Region));
        Assert.Equal(["X"], options.ApiKeyEnvironmentVariables);
    }

    [Theory]
    [InlineData("MaxRetries", "-1", "MaxRetries must be at least 0")]
    [InlineData("MaxRetries", "many", "must be a whole number")]
    [InlineData("BaseUrl", "nowhere", "absolute")]
    [InlineData("ApiKy", "secret-value", "'ApiKy' is no option")]
    public void AddJina_WrongConfiguration_FailsAtStartWithoutShowingTheValue(string name, string value, string expected)
    {
        using var services = new ServiceCollection().AddJina(Configuration(new() { [name] = value })).BuildServiceProvider();

        var error = Assert.ThrowsAny<Exception>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain("secret-value", error.ToString());
    }

    private static IConfiguration Configuration(Dictionary<string, string?> values) => new ConfigurationBuilder().AddInMemoryCollection(values).Build();
}
