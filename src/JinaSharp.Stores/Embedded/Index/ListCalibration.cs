using JinaSharp.Stores.Embedded.Search;

namespace JinaSharp.Stores.Embedded.Index;

/// <summary>Chooses how many lists and candidates a search needs, by searching for some of the rows themselves and comparing with the exact answer.</summary>
/// <remarks>Data whose signs say little (few dimensions, many zeros) thus gets more candidates, or no lists at all, instead of bad answers.</remarks>
internal static class ListCalibration
{
    // Above the 0.95 that is asked for: other queries may be harder than the rows are.
    private const double WantedRecall = 0.965;
    private const int Queries = 192;
    private const int Neighbours = 10;
    private const int BlockRows = 60;

    private static readonly int[] ProbeSteps = [4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256];
    private static readonly int[] CandidateSteps = [50, 75, 100, 150, 200, 300, 400, 800, 1600];

    public static ListSettings Measure(VectorRows rows, float[] centres, int[] listOf)
    {
        var lists = centres.Length / rows.Dimensions;
        var members = Enumerable.Range(0, lists).Select(_ => new List<int>()).ToArray();
        for (var row = 0; row < rows.Count; row++)
            if (rows.Has(row))
                members[listOf[row]].Add(row);
        var queryRows = Enumerable.Range(0, Queries).Select(i => (int)((i + 0.5) * rows.Count / Queries)).Distinct().Where(rows.Has).ToArray();
        if (queryRows.Length == 0) return default;
        var queries = new float[queryRows.Length * rows.Dimensions];
        for (var i = 0; i < queryRows.Length; i++) rows.ReadUnit(queryRows[i], queries.AsSpan(i * rows.Dimensions, rows.Dimensions));
        var truth = Exact(rows, queries, queryRows);
        var found = new long[ProbeSteps.Length, CandidateSteps.Length];
        var sync = new Lock();
        Parallel.For(0, queryRows.Length, i =>
        {
            var mine = Search(rows, centres, members, queries.AsSpan(i * rows.Dimensions, rows.Dimensions), queryRows[i], truth[i]);
            lock (sync)
                for (var p = 0; p < ProbeSteps.Length; p++)
                    for (var c = 0; c < CandidateSteps.Length; c++)
                        found[p, c] += mine[p, c];
        });
        return Cheapest(rows, lists, found, truth.Sum(neighbours => (long)neighbours.Length));
    }

    private static int[][] Exact(VectorRows rows, float[] queries, int[] queryRows)
    {
        var packed = new PackedVectors(queries, rows.Dimensions);
        var tops = queryRows.Select(_ => new TopCandidates(Neighbours)).ToArray();
        var buffer = new float[BlockRows * rows.Dimensions];
        var products = new float[BlockRows * queryRows.Length];
        for (var first = 0; first < rows.Count; first += BlockRows)
        {
            var count = Math.Min(BlockRows, rows.Count - first);
            for (var i = 0; i < count; i++) rows.ReadUnit(first + i, buffer.AsSpan(i * rows.Dimensions, rows.Dimensions));
            packed.DotProducts(buffer.AsSpan(0, count * rows.Dimensions), products);
            for (var i = 0; i < count; i++)
                for (var q = 0; q < queryRows.Length; q++)
                    if (products[(i * queryRows.Length) + q] > tops[q].Least && first + i != queryRows[q] && rows.Has(first + i))
                        tops[q].Add(products[(i * queryRows.Length) + q], 0, first + i);
        }
        return [.. tops.Select(top => top.TakeSorted().Select(candidate => candidate.Row).ToArray())];
    }

    // How many of the true neighbours each setting finds: those whose list is looked into and that few enough rows there come before.
    private static int[,] Search(VectorRows rows, float[] centres, List<int>[] members, ReadOnlySpan<float> query, int self, int[] truth)
    {
        var found = new int[ProbeSteps.Length, CandidateSteps.Length];
        var code = CodeSearch.SignCode(query);
        var order = Enumerable.Range(0, members.Length).ToArray();
        var keys = new float[members.Length];
        for (var list = 0; list < keys.Length; list++) keys[list] = -VectorMath.Dot(query, centres.AsSpan(list * rows.Dimensions, rows.Dimensions));
        Array.Sort(keys, order);
        var atDistance = new int[(code.Length * 8) + 1];
        var distanceOf = new Dictionary<int, int>();
        var probed = 0;
        for (var p = 0; p < ProbeSteps.Length; p++)
        {
            for (; probed < Math.Min(ProbeSteps[p], order.Length); probed++)
            {
                foreach (var row in members[order[probed]])
                {
                    if (row == self) continue;
                    var distance = VectorMath.Hamming(code, rows.Code(row));
                    atDistance[distance]++;
                    if (truth.Contains(row)) distanceOf[row] = distance;
                }
            }
            foreach (var distance in distanceOf.Values)
            {
                var before = 0;
                for (var d = 0; d <= distance; d++) before += atDistance[d];
                for (var c = 0; c < CandidateSteps.Length; c++)
                    if (before <= CandidateSteps[c])
                        found[p, c]++;
            }
        }
        return found;
    }

    private static ListSettings Cheapest(VectorRows rows, int lists, long[,] found, long total)
    {
        var best = default(ListSettings);
        var least = double.PositiveInfinity;
        var listRows = (double)rows.Count / lists;
        for (var p = 0; p < ProbeSteps.Length; p++)
        {
            for (var c = 0; c < CandidateSteps.Length; c++)
            {
                var recall = found[p, c] / (double)Math.Max(1, total);
                // Codes are read one after another; each candidate is a jump to a place of its own, which costs as much as twice its bytes.
                var cost = (ProbeSteps[p] * listRows * rows.Code(0).Length) + (CandidateSteps[c] * 8.0 * rows.Dimensions);
                if (recall < WantedRecall || cost >= least) continue;
                (best, least) = (new ListSettings(ProbeSteps[p], CandidateSteps[c], (float)recall), cost);
            }
        }
        return best;
    }
}
