namespace JinaSharp;

// Single-vector and sparse embedding models.
public static partial class ModelCatalog
{
    private const string NonCommercial = "CC-BY-NC-4.0";
    private const string Apache = "Apache-2.0";
    private const int K = 1024;
    private const ModelModalities Pictures = ModelModalities.Text | ModelModalities.Image | ModelModalities.Pdf;

    private static EmbeddingTask[] FifthTasks { get; } =
        [EmbeddingTask.RetrievalQuery, EmbeddingTask.RetrievalPassage, EmbeddingTask.TextMatching, EmbeddingTask.Clustering, EmbeddingTask.Classification];

    private static EmbeddingTask[] CodeTasks { get; } =
        [.. from family in (string[])["nl2code", "qa", "code2code", "code2nl", "code2completion"] from side in (string[])["query", "passage"] select new EmbeddingTask($"{family}.{side}")];

    private static IEnumerable<ModelCard> Embeddings()
    {
        yield return Fifth("jina-embeddings-v5-omni-small", 1_740_000_000, 32 * K, 1024, new(2026, 5, 7)) with { Modalities = Pictures | ModelModalities.Audio | ModelModalities.Video };
        yield return Fifth("jina-embeddings-v5-omni-nano", 1_040_000_000, 8 * K, 768, new(2026, 5, 7)) with { Modalities = Pictures | ModelModalities.Audio | ModelModalities.Video };
        yield return Fifth("jina-embeddings-v5-text-small", 677_000_000, 32 * K, 1024, new(2026, 2, 18));
        yield return Fifth("jina-embeddings-v5-text-nano", 239_000_000, 8 * K, 768, new(2026, 2, 18));
        yield return new ModelCard
        {
            Id = "jina-embeddings-v4",
            Kind = ModelKind.Embedding,
            ParameterCount = 3_800_000_000,
            ContextLength = 32 * K,
            Dimensions = 2048,
            MatryoshkaDimensions = [128, 256, 512, 1024, 2048],
            MinDimensions = 1,
            MaxDimensions = 2048,
            MultiVector = MultiVectorSupport.Optional,
            MultiVectorDimensions = 128,
            Tasks = [EmbeddingTask.TextMatching, EmbeddingTask.RetrievalQuery, EmbeddingTask.RetrievalPassage, EmbeddingTask.CodeQuery, EmbeddingTask.CodePassage],
            DefaultTask = EmbeddingTask.TextMatching,
            QueryTask = EmbeddingTask.RetrievalQuery,
            DocumentTask = EmbeddingTask.RetrievalPassage,
            Modalities = Pictures,
            SupportsLateChunking = true,
            SupportsTruncate = true,
            License = "Qwen-Research",
            Released = new(2025, 6, 24),
        };
        yield return new ModelCard
        {
            Id = "jina-embeddings-v3",
            Kind = ModelKind.Embedding,
            ParameterCount = 570_000_000,
            ContextLength = 8 * K,
            Dimensions = 1024,
            MatryoshkaDimensions = [32, 64, 128, 256, 512, 768, 1024],
            MinDimensions = 1,
            MaxDimensions = 1024,
            Tasks = [EmbeddingTask.RetrievalQuery, EmbeddingTask.RetrievalPassage, EmbeddingTask.TextMatching, EmbeddingTask.Classification, EmbeddingTask.Separation],
            QueryTask = EmbeddingTask.RetrievalQuery,
            DocumentTask = EmbeddingTask.RetrievalPassage,
            SupportsLateChunking = true,
            SupportsNormalized = true,
            SupportsTruncate = true,
            MaxItemsPerRequest = 2048,
            License = NonCommercial,
            Released = new(2024, 9, 18),
        };
        yield return Code("jina-code-embeddings-1.5b", 1_500_000_000, 1536, [128, 256, 512, 1024, 1536]);
        yield return Code("jina-code-embeddings-0.5b", 494_000_000, 896, [64, 128, 256, 512, 896]);
        yield return new ModelCard
        {
            Id = "jina-clip-v2",
            Kind = ModelKind.Embedding,
            ParameterCount = 865_000_000,
            ContextLength = 8 * K,
            Dimensions = 1024,
            MatryoshkaDimensions = [64, 128, 256, 512, 768, 1024],
            MinDimensions = 1,
            MaxDimensions = 1024,
            Tasks = [EmbeddingTask.RetrievalQuery],
            QueryTask = EmbeddingTask.RetrievalQuery,
            Modalities = Pictures,
            SupportsNormalized = true,
            SupportsTruncate = true,
            License = NonCommercial,
            Released = new(2024, 11, 5),
        };
        yield return OneSize("jina-clip-v1", 223_000_000, 768, new(2024, 6, 5)) with { Modalities = Pictures };
        yield return OneSize("jina-embeddings-v2-base-es", 161_000_000, 768, new(2024, 2, 14));
        yield return OneSize("jina-embeddings-v2-base-code", 137_000_000, 768, new(2024, 2, 5));
        yield return OneSize("jina-embeddings-v2-base-de", 161_000_000, 768, new(2024, 1, 15));
        yield return OneSize("jina-embeddings-v2-base-zh", 161_000_000, 768, new(2024, 1, 9));
        yield return OneSize("jina-embeddings-v2-base-en", 137_000_000, 768, new(2023, 10, 28));
        yield return OneSize("jina-embeddings-v2-small-en", 33_000_000, 512, new(2023, 10, 28)) with { InApi = false };
        yield return First("jina-embedding-l-en-v1", 330_000_000, 1024);
        yield return First("jina-embedding-b-en-v1", 110_000_000, 768);
        yield return First("jina-embedding-s-en-v1", 35_000_000, 512);
        yield return First("jina-embedding-t-en-v1", 14_000_000, 312);
        yield return new ModelCard
        {
            Id = "elser-v2",
            Kind = ModelKind.SparseEmbedding,
            ContextLength = 512,
            Tasks = [EmbeddingTask.RetrievalQuery, EmbeddingTask.RetrievalPassage],
            QueryTask = EmbeddingTask.RetrievalQuery,
            DocumentTask = EmbeddingTask.RetrievalPassage,
            License = "Elastic",
        };
    }

    private static ModelCard Fifth(string id, long parameters, int context, int dimensions, DateOnly released) => new()
    {
        Id = id,
        Kind = ModelKind.Embedding,
        ParameterCount = parameters,
        ContextLength = context,
        Dimensions = dimensions,
        MatryoshkaDimensions = dimensions == 1024 ? [32, 64, 128, 256, 512, 768, 1024] : [32, 64, 128, 256, 512, 768],
        MinDimensions = 1,
        MaxDimensions = dimensions,
        Tasks = FifthTasks,
        DefaultTask = EmbeddingTask.TextMatching,
        QueryTask = EmbeddingTask.RetrievalQuery,
        DocumentTask = EmbeddingTask.RetrievalPassage,
        SupportsNormalized = true,
        SupportsTruncate = true,
        License = NonCommercial,
        Released = released,
    };

    private static ModelCard Code(string id, long parameters, int dimensions, int[] trained) => new()
    {
        Id = id,
        Kind = ModelKind.Embedding,
        ParameterCount = parameters,
        ContextLength = 32 * K,
        Dimensions = dimensions,
        MatryoshkaDimensions = trained,
        MinDimensions = 1,
        MaxDimensions = dimensions,
        Tasks = CodeTasks,
        DefaultTask = "nl2code.query",
        QueryTask = "nl2code.query",
        DocumentTask = "nl2code.passage",
        SupportsTruncate = true,
        License = NonCommercial,
        Released = new(2025, 9, 1),
    };

    private static ModelCard OneSize(string id, long parameters, int dimensions, DateOnly released) => new()
    {
        Id = id,
        Kind = ModelKind.Embedding,
        ParameterCount = parameters,
        ContextLength = 8 * K,
        Dimensions = dimensions,
        SupportsNormalized = true,
        SupportsTruncate = true,
        MaxItemsPerRequest = 2048,
        License = Apache,
        Released = released,
    };

    private static ModelCard First(string id, long parameters, int dimensions) =>
        OneSize(id, parameters, dimensions, new(2023, 6, 1)) with { ContextLength = 512, InApi = false, Released = null };
}
