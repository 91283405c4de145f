using JinaSharp.Pipelines;
using JinaSharp.Stores;
using Microsoft.Extensions.AI;

namespace JinaSharp.Tests.Quality;

/// <summary>nDCG@10 of dense, keyword and hybrid retrieval on a judged set, by the embedded store.</summary>
/// <param name="Query">The query.</param>
/// <param name="Dense">With the embedder's vectors.</param>
/// <param name="Keyword">With BM25.</param>
/// <param name="Hybrid">With both, joined by reciprocal rank fusion.</param>
internal sealed record RetrievalQuality(JudgedQuery Query, double Dense, double Keyword, double Hybrid)
{
    /// <summary>Measures every query of a set.</summary>
    public static async Task<IReadOnlyList<RetrievalQuality>> MeasureAsync(
        JudgedSet set, IEmbeddingGenerator<string, Embedding<float>> generator, int dimensions, CancellationToken cancellationToken = default)
    {
        var options = new EmbeddingGenerationOptions { Dimensions = dimensions };
        await using var store = EmbeddedStore.InMemory();
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("quality", dimensions, keywordIndex: true), cancellationToken);
        var vectors = await generator.GenerateAsync(set.Documents.Select(document => document.Text), options, cancellationToken);
        await collection.UpsertAsync([.. set.Documents.Select((document, i) => new VectorRecord(document.Id, new DenseVector(vectors[i].Vector), document.Text))], cancellationToken);
        var queryVectors = await generator.GenerateAsync(set.Queries.Select(query => query.Text), options, cancellationToken);
        var results = new List<RetrievalQuality>();
        for (var i = 0; i < set.Queries.Count; i++)
        {
            var query = set.Queries[i];
            var vector = new DenseVector(queryVectors[i].Vector);
            results.Add(new(query, await Score(SearchQuery.ByVector(vector)), await Score(SearchQuery.ByText(query.Text)), await Score(SearchQuery.Hybrid(vector, query.Text))));

            async Task<double> Score(SearchQuery search) =>
                RankingMetrics.Ndcg([.. (await collection.SearchAsync(search with { Parts = RecordParts.None }, cancellationToken)).Select(hit => hit.Id)], query.Grades);
        }
        return results;
    }
}
