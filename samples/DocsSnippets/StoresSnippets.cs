namespace DocsSnippets;

/// <summary>The code of docs/stores.md.</summary>
internal static class StoresSnippets
{
    public static async Task OneContract(ReadOnlyMemory<float> vector, ReadOnlyMemory<float> query, Dictionary<string, PayloadValue> payload)
    {
        await using IVectorStore store = VectorStoreUri.Parse("qdrant:http://localhost:6333").Open();   // or milvus:, chroma:, embedded:DIR, memory:
        var docs = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 1024));
        await docs.UpsertAsync([new VectorRecord("a.md", vector, "the text", payload)]);
        var hits = await docs.SearchAsync(SearchQuery.ByVector(query, 10) with { Filter = Filter.Parse("lang = 'de' and year >= 2020") });
    }

    public static async Task Coarse(IVectorStore store, ReadOnlyMemory<float> query)
    {
        var vector = new VectorDefinition { Dimensions = 1024, AdditionalProperties = new() { ["qdrant.coarse_dimensions"] = 256, ["qdrant.on_disk"] = true } };
        var docs = await store.GetOrCreateCollectionAsync(new VectorCollectionDefinition { Name = "docs", Vectors = [vector] });
        var leg = SearchLeg.ByVector(query) with { Coarse = new CoarseSearch { Dimensions = 256, Oversampling = 10 } };   // 100 candidates by 256 dimensions
        var hits = await docs.SearchAsync(SearchQuery.ByLeg(leg, 10));                                                   // the 10 best by 1024
    }

    public static async Task ChromaTexts(Uri uri)
    {
        var store = new ChromaStore(uri, new ChromaStoreOptions { EmbeddingGeneratorFactory = (config, key) => new JinaClient(key!) });   // AddChromaStore does this
        var docs = await store.GetOrCreateAsync("docs", JinaEmbeddingConfiguration.ForModel("jina-embeddings-v3", 1024));
        await docs.AddAsync(["a", "b"], ["first text", "second text"]);
        var hits = (await docs.QueryAsync(["a question"], 5))[0];
    }
}
