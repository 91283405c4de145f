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

    public static async Task GuideInMemory()
    {
        using var jina = new JinaClient();                                                   // the key from JINA_API_KEY
        await using IVectorStore store = VectorStoreUri.Parse("qdrant::memory:").Open();      // later: qdrant:http://localhost:6333
        var docs = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("MyCollection", 1024, DistanceMetric.Dot));
        string[] texts = ["Your text string goes here", "You can send multiple texts"];
        var made = await jina.GenerateAsync(texts, new JinaEmbeddingOptions { ModelId = "jina-embeddings-v3", Task = EmbeddingTask.RetrievalPassage });
        await docs.UpsertAsync([.. texts.Select((text, n) => new VectorRecord($"{n}", made[n].Vector, text))]);
    }

    public static async Task GuideOfNamedVectors(JinaClient jina, IVectorStore store, Uri imageUrl)
    {
        var clip = new JinaEmbeddingOptions { ModelId = "jina-clip-v2", Dimensions = 1024 };
        var both = await jina.Contents.GenerateAsync([new TextContent("A blue cat"), new UriContent(imageUrl, "image/jpeg")], clip);
        var cats = await store.GetOrCreateCollectionAsync(new VectorCollectionDefinition
        {
            Name = "cats",
            Vectors = [new VectorDefinition { Name = "text_vector", Dimensions = 1024 }, new VectorDefinition { Name = "image_vector", Dimensions = 1024 }],
        });
        await cats.UpsertAsync([new VectorRecord("0") { Vectors = new Dictionary<string, VectorValue> { ["text_vector"] = both[0].Vector, ["image_vector"] = both[1].Vector } }]);
        var question = (await jina.GenerateAsync(["A purple cat"], clip))[0].Vector;
        foreach (var hit in await cats.SearchAsync(SearchQuery.ByVector(question, 5, "image_vector"))) Console.WriteLine($"{hit.Id} {hit.Score:0.000}");
    }

    public static async Task ChromaTexts(Uri uri)
    {
        var store = new ChromaStore(uri, new ChromaStoreOptions { EmbeddingGeneratorFactory = (config, key) => new JinaClient(key!) });   // AddChromaStore does this
        var docs = await store.GetOrCreateAsync("docs", JinaEmbeddingConfiguration.ForModel("jina-embeddings-v3", 1024));
        await docs.AddAsync(["a", "b"], ["first text", "second text"]);
        var hits = (await docs.QueryAsync(["a question"], 5))[0];
    }
}
