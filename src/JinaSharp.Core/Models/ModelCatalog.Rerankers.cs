namespace JinaSharp;

// Late-interaction models, rerankers, readers.
public static partial class ModelCatalog
{
    private static IEnumerable<ModelCard> LateInteraction()
    {
        yield return Colbert("jina-colbert-v2", 560_000_000, new(2024, 8, 31), NonCommercial) with
        {
            MatryoshkaDimensions = [64, 96, 128],
            MinDimensions = 64,
            MaxDimensions = 128,
            OnlyTrainedDimensions = true,
        };
        yield return Colbert("jina-colbert-v1-en", 137_000_000, new(2024, 2, 17), Apache);
    }

    private static IEnumerable<ModelCard> Rerankers()
    {
        yield return Reranker("jina-reranker-v3.5", 600_000_000, 128 * K, NonCommercial, new(2026, 7, 27));
        yield return Reranker("jina-reranker-v3", 597_000_000, 128 * K, NonCommercial, new(2025, 10, 1));
        yield return Reranker("jina-reranker-m0", 2_400_000_000, 10 * K, NonCommercial, new(2025, 4, 8)) with { Modalities = ModelModalities.Text | ModelModalities.Image };
        yield return Reranker("jina-reranker-v2-base-multilingual", 278_000_000, K, NonCommercial, new(2024, 6, 25));
        yield return Reranker("jina-reranker-v1-turbo-en", 37_800_000, 8 * K, Apache, new(2024, 4, 18));
        yield return Reranker("jina-reranker-v1-tiny-en", 33_000_000, 8 * K, Apache, new(2024, 4, 18));
        yield return Reranker("jina-reranker-v1-base-en", 137_000_000, 8 * K, Apache, new(2024, 2, 29));
    }

    private static IEnumerable<ModelCard> Readers()
    {
        yield return Reader("jina-ocr-v1", null, 32 * K, null, null) with { Modalities = ModelModalities.Text | ModelModalities.Image };
        yield return Reader("jina-vlm", 2_400_000_000, 32 * K, NonCommercial, new(2025, 12, 4)) with { Modalities = ModelModalities.Text | ModelModalities.Image };
        yield return Reader("ReaderLM-v2", 1_540_000_000, 512 * K, NonCommercial, new(2025, 1, 16));
        yield return Reader("reader-lm-1.5b", 1_540_000_000, 256 * K, NonCommercial, new(2024, 8, 11)) with { InApi = false };
        yield return Reader("reader-lm-0.5b", 494_000_000, 256 * K, NonCommercial, new(2024, 8, 11)) with { InApi = false };
    }

    private static ModelCard Colbert(string id, long parameters, DateOnly released, string license) => new()
    {
        Id = id,
        Kind = ModelKind.Embedding,
        ParameterCount = parameters,
        ContextLength = 8 * K,
        Dimensions = 128,
        MultiVector = MultiVectorSupport.Always,
        MultiVectorDimensions = 128,
        Tasks = [EmbeddingTask.RetrievalQuery, EmbeddingTask.RetrievalPassage],
        DefaultTask = EmbeddingTask.RetrievalPassage,
        QueryTask = EmbeddingTask.RetrievalQuery,
        DocumentTask = EmbeddingTask.RetrievalPassage,
        UsesInputType = true,
        License = license,
        Released = released,
    };

    private static ModelCard Reranker(string id, long parameters, int context, string license, DateOnly released) => new()
    {
        Id = id,
        Kind = ModelKind.Reranker,
        ParameterCount = parameters,
        ContextLength = context,
        SupportsTruncate = true,
        License = license,
        Released = released,
    };

    private static ModelCard Reader(string id, long? parameters, int context, string? license, DateOnly? released) => new()
    {
        Id = id,
        Kind = ModelKind.Reader,
        ParameterCount = parameters,
        ContextLength = context,
        License = license,
        Released = released,
    };
}
