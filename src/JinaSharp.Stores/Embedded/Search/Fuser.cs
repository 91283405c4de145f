namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Makes one ranking of several.</summary>
internal static class Fuser
{
    public static Candidate[] Fuse(IReadOnlyList<Candidate[]> rankings, Fusion? fusion)
    {
        fusion ??= Fusion.ReciprocalRank();
        var scores = new Dictionary<(int Slice, int Row), double>();
        for (var leg = 0; leg < rankings.Count; leg++)
        {
            var ranking = rankings[leg];
            if (ranking.Length == 0) continue;
            var weight = fusion.Weights?[leg] ?? 1;
            var (best, worst) = (ranking[0].Score, ranking[^1].Score);
            for (var rank = 1; rank <= ranking.Length; rank++)
            {
                var candidate = ranking[rank - 1];
                var part = fusion.Kind == FusionKind.ReciprocalRank
                    ? weight / (fusion.RankConstant + rank)
                    // A ranking of one score says that all its rows are equally good.
                    : best > worst ? weight * (candidate.Score - worst) / (best - worst) : weight;
                var key = (candidate.Slice, candidate.Row);
                scores[key] = scores.GetValueOrDefault(key) + part;
            }
        }
        var fused = scores.Select(entry => new Candidate(entry.Value, entry.Key.Slice, entry.Key.Row)).ToArray();
        Array.Sort(fused);
        return fused;
    }
}
