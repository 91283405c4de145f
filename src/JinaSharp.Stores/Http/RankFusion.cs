namespace JinaSharp.Stores.Http;

/// <summary>Fuses rankings outside the server, by the formulas of <see cref="Fusion"/>.</summary>
internal static class RankFusion
{
    public static List<SearchHit> Fuse(IReadOnlyList<IReadOnlyList<SearchHit>> legs, Fusion fusion)
    {
        var scores = new Dictionary<string, (SearchHit Hit, double Score)>(StringComparer.Ordinal);
        for (var leg = 0; leg < legs.Count; leg++)
        {
            var weight = fusion.Weights?[leg] ?? 1;
            var hits = legs[leg];
            for (var rank = 0; rank < hits.Count; rank++)
            {
                var gain = weight * (fusion.Kind == FusionKind.ReciprocalRank ? 1.0 / (fusion.RankConstant + rank + 1) : Relative(hits, rank));
                scores[hits[rank].Id] = scores.TryGetValue(hits[rank].Id, out var sum) ? (sum.Hit, sum.Score + gain) : (hits[rank], gain);
            }
        }
        return [.. scores.Values.OrderByDescending(entry => entry.Score).ThenBy(entry => entry.Hit.Id, StringComparer.Ordinal).Select(entry => entry.Hit with { Score = entry.Score })];
    }

    // A leg whose hits all score the same maps them to 1.
    private static double Relative(IReadOnlyList<SearchHit> hits, int rank)
    {
        var (largest, least) = (hits[0].Score, hits[^1].Score);
        return largest > least ? (hits[rank].Score - least) / (largest - least) : 1;
    }
}
