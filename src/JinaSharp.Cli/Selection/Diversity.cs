namespace JinaSharp.Cli.Selection;

/// <summary>Chooses texts by their vectors.</summary>
internal static class Diversity
{
    /// <summary>Those that are not as similar as the threshold to one kept before them; in order.</summary>
    public static List<int> Distinct(IReadOnlyList<ReadOnlyMemory<float>> vectors, double threshold, CancellationToken cancellationToken)
    {
        List<int> kept = [];
        for (var i = 0; i < vectors.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var distinct = true;
            for (var k = 0; k < kept.Count && distinct; k++)
                distinct = VectorMath.CosineSimilarity(vectors[i].Span, vectors[kept[k]].Span) < threshold;
            if (distinct) kept.Add(i);
        }
        return kept;
    }

    /// <summary>The given number of vectors that every vector is most similar to one of, chosen greedily; in order.</summary>
    /// <remarks>Facility location: each step adds the vector that raises the sum, over all vectors, of the similarity to the nearest chosen one most.</remarks>
    public static List<int> Representatives(IReadOnlyList<ReadOnlyMemory<float>> vectors, int count, CancellationToken cancellationToken)
    {
        var nearest = new double[vectors.Count];
        var chosen = new SortedSet<int>();
        while (chosen.Count < Math.Min(count, vectors.Count))
        {
            var (best, bestGain) = (-1, double.NegativeInfinity);
            for (var candidate = 0; candidate < vectors.Count; candidate++)
            {
                if (chosen.Contains(candidate)) continue;
                cancellationToken.ThrowIfCancellationRequested();
                double gain = 0;
                for (var i = 0; i < vectors.Count; i++) gain += Math.Max(0, VectorMath.CosineSimilarity(vectors[candidate].Span, vectors[i].Span) - nearest[i]);
                if (gain > bestGain) (best, bestGain) = (candidate, gain);
            }
            chosen.Add(best);
            for (var i = 0; i < vectors.Count; i++) nearest[i] = Math.Max(nearest[i], VectorMath.CosineSimilarity(vectors[best].Span, vectors[i].Span));
        }
        return [.. chosen];
    }
}
