using JinaSharp.TestSupport;

namespace JinaSharp.Tests.Quality;

/// <summary>Holds what 'jina-bench quality' prints: retrieval must not become worse unnoticed.</summary>
public sealed class RetrievalQualityTests
{
    [Fact]
    public void Set_HasWhatItClaims()
    {
        var set = JudgedSet.Load(TestPaths.Repository);

        Assert.True(set.Documents.Count >= 150);
        Assert.True(set.Queries.Count >= 60);
        Assert.True(set.Documents.Select(document => document.Language).Distinct().Count() >= 8);
        Assert.Equal(set.Documents.Count, set.Documents.Select(document => document.Id).Distinct().Count());
        Assert.Equal(set.Queries.Count, set.Queries.Select(query => query.Id).Distinct().Count());
        var ids = set.Documents.Select(document => document.Id).ToHashSet();
        Assert.All(set.Queries, query =>
        {
            Assert.NotEmpty(query.Grades);
            Assert.All(query.Grades, grade => Assert.Contains(grade.Key, ids));
            Assert.All(query.Grades, grade => Assert.InRange(grade.Value, 1, 3));
        });
    }

    // Measured: documents 0.957, 0.881, 0.967; by fours 0.943, 0.882, 0.947. The floors leave room for a change of a query or two.
    [Theory]
    [InlineData(false, 0.94, 0.86, 0.95)]
    [InlineData(true, 0.92, 0.86, 0.93)]
    public async Task Ndcg_OfDenseKeywordAndHybrid_StaysUp_AndHybridIsBest(bool byFours, double dense, double keyword, double hybrid)
    {
        var set = JudgedSet.Load(TestPaths.Repository);
        using var generator = new LexicalEmbeddingGenerator();

        var results = await RetrievalQuality.MeasureAsync(byFours ? set.JoinByFours() : set, generator, LexicalEmbeddingGenerator.DefaultDimensions, TestContext.Current.CancellationToken);

        Assert.True(results.Average(one => one.Dense) >= dense, $"dense {results.Average(one => one.Dense):F4}");
        Assert.True(results.Average(one => one.Keyword) >= keyword, $"keyword {results.Average(one => one.Keyword):F4}");
        Assert.True(results.Average(one => one.Hybrid) >= hybrid, $"hybrid {results.Average(one => one.Hybrid):F4}");
        Assert.True(results.Average(one => one.Hybrid) >= Math.Max(results.Average(one => one.Dense), results.Average(one => one.Keyword)));
    }
}
