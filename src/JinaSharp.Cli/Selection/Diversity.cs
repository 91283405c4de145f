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
        var units = Normalize(vectors);
        var least = (float)threshold - Rounding;
        List<int> kept = [];
        var similar = new bool[BlockSize];
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        for (var start = 0; start < units.Length; start += BlockSize)
        {
            var (first, count, before) = (start, Math.Min(BlockSize, units.Length - start), kept.Count);
            // Those of a block look at what was kept before it side by side, then at each other in turn.
            Parallel.For(0, count, options, i => similar[i] = IsSimilar(units, first + i, kept, 0, before, least));
            for (var i = 0; i < count; i++)
                if (!similar[i] && !IsSimilar(units, first + i, kept, before, kept.Count, least)) kept.Add(first + i);
        }
        return kept;
    }

    /// <summary>The given number of vectors that every vector is most similar to one of, chosen greedily; in order.</summary>
    /// <remarks>
    /// Facility location: each step adds the vector that raises the sum, over all vectors, of the similarity to the nearest chosen one most. What a vector adds only
    /// shrinks as others are chosen, so a gain of an earlier step is an upper bound, and few have to be computed again (lazy greedy choice).
    /// </remarks>
    public static List<int> Representatives(IReadOnlyList<ReadOnlyMemory<float>> vectors, int count, CancellationToken cancellationToken)
    {
        var units = Normalize(vectors);
        var nearest = new float[units.Length];
        var gains = new double[units.Length];
        Parallel.For(0, units.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => gains[i] = Gain(units, nearest, i));
        // Largest gain first; of equals the earlier.
        var queue = new PriorityQueue<int, (double, int)>(gains.Select(static (gain, i) => (i, (-gain, i))));
        var chosen = new SortedSet<int>();
        while (chosen.Count < count && queue.TryDequeue(out var candidate, out _))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var gain = Gain(units, nearest, candidate);
            if (queue.TryPeek(out _, out var next) && (-gain, candidate).CompareTo(next) > 0)
            {
                queue.Enqueue(candidate, (-gain, candidate));
                continue;
            }
            chosen.Add(candidate);
            for (var i = 0; i < units.Length; i++) nearest[i] = Math.Max(nearest[i], VectorMath.Dot(units[candidate], units[i]));
        }
        return [.. chosen];
    }

    private static bool IsSimilar(float[][] units, int candidate, List<int> kept, int from, int to, float least)
    {
        for (var k = from; k < to; k++)
            if (VectorMath.Dot(units[candidate], units[kept[k]]) >= least)
                return true;
        return false;
    }

    private static double Gain(float[][] units, float[] nearest, int candidate)
    {
        double gain = 0;
        for (var i = 0; i < units.Length; i++) gain += Math.Max(0, VectorMath.Dot(units[candidate], units[i]) - nearest[i]);
        return gain;
    }

    private static float[][] Normalize(IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        var units = new float[vectors.Count][];
        for (var i = 0; i < units.Length; i++)
        {
            units[i] = vectors[i].ToArray();
            // A vector of zeros is similar to nothing.
            if (units[i].AsSpan().ContainsAnyExcept(0)) VectorMath.Normalize(units[i]);
        }
        return units;
    }
}
