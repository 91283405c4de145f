namespace JinaSharp.Pipelines.Tests.Evaluation;

public sealed class RankingMetricsTests
{
    private static readonly Dictionary<string, int> Grades = new() { ["a"] = 3, ["b"] = 2, ["c"] = 3, ["e"] = 1, ["f"] = 2 };

    [Fact]
    public void Ndcg_WorkedByHand_IsThatNumber()
    {
        // Gains 7 3 7 0 1 3 over log2(2..7) = 12.5919...; the best ranking 7 7 3 3 1 gives 14.5954...
        var expected = (7 + (3 / Math.Log2(3)) + (7 / 2.0) + (1 / Math.Log2(6)) + (3 / Math.Log2(7)))
                       / (7 + (7 / Math.Log2(3)) + (3 / 2.0) + (3 / Math.Log2(5)) + (1 / Math.Log2(6)));

        Assert.Equal(expected, RankingMetrics.Ndcg(["a", "b", "c", "d", "e", "f"], Grades), 1e-12);
    }

    [Fact]
    public void Ndcg_Bounds_AreZeroAndOne()
    {
        Assert.Equal(1, RankingMetrics.Ndcg(["a", "c", "b", "f", "e"], Grades), 1e-12);
        Assert.Equal(0, RankingMetrics.Ndcg(["x", "y"], Grades));
        Assert.Equal(0, RankingMetrics.Ndcg(["x"], new Dictionary<string, int>()));
        Assert.True(RankingMetrics.Ndcg(["a", "a", "a"], Grades) < RankingMetrics.Ndcg(["a", "c"], Grades));
    }

    [Fact]
    public void RecallAndReciprocalRank_CountWithinTheDepth()
    {
        var relevant = new HashSet<string> { "b", "d" };

        Assert.Equal(0.5, RankingMetrics.Recall(["a", "b", "c", "d"], relevant, depth: 3));
        Assert.Equal(1, RankingMetrics.Recall(["a", "b", "c", "d"], relevant));
        Assert.Equal(0.5, RankingMetrics.ReciprocalRank(["a", "b"], relevant));
        Assert.Equal(0, RankingMetrics.ReciprocalRank(["a", "b"], relevant, depth: 1));
    }
}
