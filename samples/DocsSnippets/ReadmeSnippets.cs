namespace DocsSnippets;

/// <summary>The code of README.md.</summary>
internal static class ReadmeSnippets
{
    public static async Task FromCode()
    {
        await using var store = new EmbeddedStore("data");
        using var generator = new LexicalEmbeddingGenerator();         // or new JinaClient(apiKey)
        var embedder = new JinaEmbeddingFunction(generator);

        await new FileIndexer(store, embedder).IndexAsync(["docs"]);

        var collection = await store.FindCollectionAsync("default");
        foreach (var chunk in await new Retriever(store, collection!, embedder).RetrieveAsync("rotate the keys", top: 3))
            Console.WriteLine($"{chunk.Score:0.000} {chunk.Path}:{chunk.StartLine} {chunk.Heading}");
    }
}
