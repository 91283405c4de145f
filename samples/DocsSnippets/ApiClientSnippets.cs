namespace DocsSnippets;

/// <summary>The code of docs/api-client.md.</summary>
internal static class ApiClientSnippets
{
    public static async Task Start(string apiKey)
    {
        using var client = new JinaClient(apiKey);                     // or new JinaClient(): the key from the environment
        var embeddings = await client.GenerateAsync(["red bicycle", "blue kettle"]);
        Console.WriteLine(embeddings[0].Vector.Length);
    }

    public static void Limits()
    {
        var limiter = new JinaRateLimiter(JinaRateLimits.Paid);
        using var client = new JinaClient(new JinaClientOptions { RateLimiter = limiter });
    }

    public static void UsageAndBudget(string[] texts)
    {
        var usage = new JinaUsageTracker(new JinaPrices(new Dictionary<string, decimal> { ["jina-embeddings-v3"] = 0.05m }), maxCost: 5m);
        using var client = new JinaClient(new JinaClientOptions { Usage = usage });
        Console.WriteLine(client.Estimate(texts));          // requests, tokens, cost; nothing is sent
        Console.WriteLine(usage.GetReport().ByTag["index"]);
    }

    public static void CacheAndEqualInputs()
    {
        using var client = new JinaClient(new JinaClientOptions { Cache = new MemoryEmbeddingCache(), Deduplicate = true });
    }

    public static void DependencyInjection(IServiceCollection services, IConfiguration configuration)
    {
        services.AddJina(options => options.EmbeddingModel = "jina-embeddings-v3");
        services.AddJina(configuration.GetSection("Jina"));                         // names as in JinaClientOptions; a misspelled one is an error
        services.AddKeyedJina("eu", options => options.Region = JinaRegion.Europe);
        services.AddSingleton<IEmbeddingCache>(new MemoryEmbeddingCache());         // found and used
    }
}
