namespace DocsSnippets;

/// <summary>The code of docs/embeddings.md.</summary>
internal static class EmbeddingsSnippets
{
    public static async Task Generating()
    {
        IEmbeddingGenerator<string, Embedding<float>> generator = new LexicalEmbeddingGenerator();
        var embeddings = await generator.GenerateAsync(["first text", "second text"]);
        ReadOnlyMemory<float> vector = embeddings[0].Vector;
        long? tokens = embeddings.Usage?.TotalTokenCount;
    }

    public static void Options()
    {
        var options = new JinaEmbeddingOptions { Task = EmbeddingTask.RetrievalQuery, Dimensions = 256 };
    }

    public static async Task Roles(IEmbeddingGenerator<string, Embedding<float>> generator)
    {
        using var function = new JinaEmbeddingFunction(generator);
        var documents = await function.EncodeDocumentsAsync(["The cat sat on the mat."]);
        var queries = await function.EncodeQueriesAsync(["where is the cat"]);
    }

    public static void Catalogue()
    {
        var card = ModelCatalog.Find("jina-embeddings-v3");      // null for a model that is not known; such models pass through unchecked
        Console.WriteLine($"{card!.Dimensions} dimensions, tasks {string.Join(", ", card.Tasks)}, {card.License}");
        card.EnsureSupports(new JinaEmbeddingOptions { Dimensions = 4096 });   // ArgumentException: ... makes vectors of 1 to 1024 dimensions ...
    }

    public static void Middlewares(IEmbeddingGenerator<string, Embedding<float>> generator)
    {
        generator = new TelemetryEmbeddingGenerator<string, Embedding<float>>(generator);
        generator = new BatchingEmbeddingGenerator<string, Embedding<float>>(generator, new BatchingOptions { MaxItems = 64, MaxTokens = 8000, MaxConcurrency = 4 });
        generator = new CachingEmbeddingGenerator<string, Embedding<float>>(generator, new DiskEmbeddingCache(".jina/cache"));
        generator = new DeduplicatingEmbeddingGenerator<string, Embedding<float>>(generator);
    }
}
