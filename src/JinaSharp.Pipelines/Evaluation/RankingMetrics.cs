namespace JinaSharp.Pipelines;

/// <summary>Measures rankings against judgements.</summary>
public static class RankingMetrics
{
    /// <summary>
    /// Normalised discounted cumulative gain: <c>sum over ranks i of (2^grade_i - 1) / log2(i + 1)</c>, over that of the best possible ranking
    /// (Järvelin and Kekäläinen, 2002, with the gain of Burges et al., 2005).
    /// </summary>
    /// <param name="ranking">Ids, best first.</param>
    /// <param name="grades">The grade of every relevant id; others have grade 0.</param>
    /// <param name="depth">How many places count.</param>
    /// <returns>From 0 to 1; 0 when nothing is relevant.</returns>
    public static double Ndcg(IReadOnlyList<string> ranking, IReadOnlyDictionary<string, int> grades, int depth = 10)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(grades);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // An id that comes twice earns once.
        var gained = Discounted(ranking.Take(depth).Select(id => seen.Add(id) ? grades.GetValueOrDefault(id) : 0));
        var best = Discounted(grades.Values.OrderDescending().Take(depth));
        return best > 0 ? gained / best : 0;
    }

    /// <summary>The share of relevant ids that are among the first ones.</summary>
    /// <param name="ranking">Ids, best first.</param>
    /// <param name="relevant">The relevant ids.</param>
    /// <param name="depth">How many places count.</param>
    /// <returns>From 0 to 1; 0 when nothing is relevant.</returns>
    public static double Recall(IReadOnlyList<string> ranking, IReadOnlySet<string> relevant, int depth = 10)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(relevant);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        return relevant.Count == 0 ? 0 : (double)ranking.Take(depth).Distinct(StringComparer.Ordinal).Count(relevant.Contains) / relevant.Count;
    }

    /// <summary>One over the rank of the first relevant id; the mean over queries is MRR.</summary>
    /// <param name="ranking">Ids, best first.</param>
    /// <param name="relevant">The relevant ids.</param>
    /// <param name="depth">How many places count.</param>
    /// <returns>From 0 to 1; 0 when no relevant id is among the first ones.</returns>
    public static double ReciprocalRank(IReadOnlyList<string> ranking, IReadOnlySet<string> relevant, int depth = 10)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(relevant);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        for (var i = 0; i < Math.Min(depth, ranking.Count); i++)
            if (relevant.Contains(ranking[i]))
                return 1.0 / (i + 1);
        return 0;
    }

    private static double Discounted(IEnumerable<int> grades) => grades.Select((grade, index) => (Math.Pow(2, grade) - 1) / Math.Log2(index + 2)).Sum();
}
