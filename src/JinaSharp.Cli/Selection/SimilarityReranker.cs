using Microsoft.Extensions.AI;

namespace JinaSharp.Cli.Selection;

/// <summary>Documents by the cosine similarity of their embeddings to the query's: what <c>jina rerank --local</c> does without a reranking model.</summary>
internal sealed class SimilarityReranker(Embedder embedder) : IReranker
{
    public async Task<RerankResults> RerankAsync(AIContent query, IReadOnlyList<AIContent> documents, RerankOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.RawScores is true) throw new CliException("--raw is for reranking models, which have logits; similarities of embeddings are what they are.");
        if (options?.Truncate is not null) throw new CliException("--truncate is for reranking models. Name one with --model, or leave it out.");
        var asked = await embedder.Function.EncodeQueriesAsync([TextOf(query)], cancellationToken);
        var answers = await embedder.Function.EncodeDocumentsAsync([.. documents.Select(TextOf)], cancellationToken);
        var ranked = answers.Select((answer, index) => new RerankResult(index, VectorMath.CosineSimilarity(asked[0].Vector.Span, answer.Vector.Span)))
            .Where(result => options?.MinScore is not { } least || result.Score >= least)
            .OrderByDescending(static result => result.Score)
            .Take(options?.TopN ?? int.MaxValue);
        var tokens = (asked.Usage?.TotalTokenCount ?? 0) + (answers.Usage?.TotalTokenCount ?? 0);
        return new RerankResults([.. ranked]) { ModelId = embedder.Model, Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens } };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => embedder.Dispose();

    private static string TextOf(AIContent content) => ((TextContent)content).Text;
}
