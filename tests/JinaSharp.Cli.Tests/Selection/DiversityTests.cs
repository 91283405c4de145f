using JinaSharp.Cli.Selection;

namespace JinaSharp.Cli.Tests.Selection;

public sealed class DiversityTests
{
    [Theory]
    [InlineData(1, 0.9)]
    [InlineData(2, 0.5)]
    [InlineData(3, 0.0)]
    public void Distinct_IsWhatComparingOneByOneGives(int seed, double threshold)
    {
        var vectors = Vectors(700, seed);
        List<int> expected = [];
        for (var i = 0; i < vectors.Count; i++)
            if (expected.TrueForAll(k => VectorMath.CosineSimilarity(vectors[i].Span, vectors[k].Span) < threshold - 1e-6)) expected.Add(i);

        Assert.Equal(expected, Diversity.Distinct(vectors, threshold, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Distinct_EqualVectorsAtOne_AreOne()
    {
        var vectors = Vectors(5, 4);

        Assert.Equal([0, 1, 2, 3, 4], Diversity.Distinct([.. vectors, .. vectors], 1, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(5, 1)]
    [InlineData(6, 7)]
    [InlineData(7, 60)]
    [InlineData(8, 1000)]
    public void Representatives_AreAsGoodAsThoseOfThePlainGreedyChoice(int seed, int count)
    {
        var vectors = Vectors(120, seed);

        var chosen = Diversity.Representatives(vectors, count, TestContext.Current.CancellationToken);

        // Late gains differ by less than single precision, so that the choice itself may differ; what it is worth may not.
        var expected = PlainGreedy(vectors, count);
        Assert.Equal(expected.Count, chosen.Count);
        Assert.Equal(chosen.Order().Distinct(), chosen);
        Assert.Equal(Worth(vectors, expected), Worth(vectors, chosen), 1e-3);
        if (count < 10) Assert.Equal(expected, chosen);
    }

    [Theory]
    [InlineData(40, 25)]
    [InlineData(700, 40)]
    public void Representatives_WithoutRoomForAllSimilarities_AreTheSame(int vectorCount, int count)
    {
        // More dimensions than vectors in the others, so that gains differ by more than rounding.
        var units = new UnitVectors(Vectors(vectorCount, 9, dimensions: 48));

        var kept = FacilityLocation.Choose(units, count, TestContext.Current.CancellationToken);

        Assert.Equal(kept, FacilityLocation.Choose(units, count, TestContext.Current.CancellationToken, keptBytes: 0));
        Assert.Equal(PlainGreedy(Vectors(vectorCount, 9, dimensions: 48), count), kept);
    }

    [Fact]
    public void Representatives_OfVectorsInGroups_AreOneOfEachGroup()
    {
        var random = new Random(10);
        // 600 vectors near 12 directions: more than a block of columns.
        var vectors = Enumerable.Range(0, 600).Select(ReadOnlyMemory<float> (i) => Enumerable.Range(0, 12).Select(d => (d == i % 12 ? 1f : 0) + (0.1f * random.NextSingle())).ToArray()).ToList();

        var chosen = Diversity.Representatives(vectors, 12, TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, 12), chosen.Select(index => index % 12).Order());
    }

    [Fact]
    public void Nothing_GivesNothing_AndZerosAreUnlikeAll()
    {
        ReadOnlyMemory<float>[] zeros = [new float[4], new float[4]];

        Assert.Empty(Diversity.Distinct([], 0.5, TestContext.Current.CancellationToken));
        Assert.Empty(Diversity.Representatives([], 3, TestContext.Current.CancellationToken));
        Assert.Equal([0, 1], Diversity.Distinct(zeros, 0.5, TestContext.Current.CancellationToken));
    }

    private static double Worth(List<ReadOnlyMemory<float>> vectors, List<int> chosen) =>
        vectors.Sum(vector => chosen.Max(k => Math.Max(0, VectorMath.CosineSimilarity(vector.Span, vectors[k].Span))));

    private static List<int> PlainGreedy(List<ReadOnlyMemory<float>> vectors, int count)
    {
        var nearest = new double[vectors.Count];
        var chosen = new SortedSet<int>();
        while (chosen.Count < Math.Min(count, vectors.Count))
        {
            var best = Enumerable.Range(0, vectors.Count).Where(i => !chosen.Contains(i))
                .MaxBy(candidate => Enumerable.Range(0, vectors.Count).Sum(i => Math.Max(0, VectorMath.CosineSimilarity(vectors[candidate].Span, vectors[i].Span) - nearest[i])));
            chosen.Add(best);
            for (var i = 0; i < nearest.Length; i++) nearest[i] = Math.Max(nearest[i], VectorMath.CosineSimilarity(vectors[best].Span, vectors[i].Span));
        }
        return [.. chosen];
    }

    private static List<ReadOnlyMemory<float>> Vectors(int count, int seed, int dimensions = 6)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(ReadOnlyMemory<float> (_) => Enumerable.Range(0, dimensions).Select(_ => random.NextSingle() - 0.3f).ToArray())];
    }
}
