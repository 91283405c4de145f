namespace JinaSharp.Cli.Selection;

/// <summary>Chooses texts by their vectors.</summary>
internal static class Diversity
{
    private const int BlockSize = 256;

    // Two equal vectors of single precision may miss a cosine of 1 by this much.
    private const float Rounding = 1e-6f;

    /// <summary>Those that are not as similar as the threshold to one kept before them; in order.</summary>
    public static List<int> Distinct(IReadOnlyList<ReadOnlyMemory<float>> vectors, double threshold, CancellationToken cancellationToken)
    {
        var units = new UnitVectors(vectors);
        var least = (float)threshold - Rounding;
        List<int> kept = [];
        var similar = new bool[BlockSize];
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        for (var start = 0; start < units.Count; start += BlockSize)
        {
            var (first, count, before) = (start, Math.Min(BlockSize, units.Count - start), kept.Count);
            // Those of a block look at what was kept before it side by side, then at each other in turn.
            Parallel.For(0, count, options, i => similar[i] = IsSimilar(units, first + i, kept, 0, before, least));
            for (var i = 0; i < count; i++)
                if (!similar[i] && !IsSimilar(units, first + i, kept, before, kept.Count, least)) kept.Add(first + i);
        }
        return kept;
    }

    /// <summary>The given number of vectors that every vector is most similar to one of, chosen greedily; in order.</summary>
    public static List<int> Representatives(IReadOnlyList<ReadOnlyMemory<float>> vectors, int count, CancellationToken cancellationToken) =>
        FacilityLocation.Choose(new UnitVectors(vectors), count, cancellationToken);

    private static bool IsSimilar(UnitVectors units, int candidate, List<int> kept, int from, int to, float least)
    {
        for (var k = from; k < to; k++)
            if (units.Similarity(candidate, kept[k]) >= least)
                return true;
        return false;
    }
}
