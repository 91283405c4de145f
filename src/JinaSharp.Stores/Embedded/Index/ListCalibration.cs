using System.Numerics.Tensors;
using JinaSharp.Stores.Embedded.Search;

namespace JinaSharp.Stores.Embedded.Index;

/// <summary>Chooses how many lists, survivors and candidates a search needs, by searching for some of the rows themselves and comparing with the exact answer.</summary>
/// <remarks>Data whose lists are not well apart (hashed words) thus gets more lists, up to all of them, instead of bad answers.</remarks>
internal static unsafe class ListCalibration
{
    // Above the 0.95 that is asked for: other queries may be harder than the rows are.
    private const double WantedRecall = 0.965;
    // Of what the lists hold the codes may lose this much: short texts are told apart less well by codes than the rows are, while lists serve them alike.
    private const double CodeLoss = 0.008;
    private const int WordsPerQueryWord = 3;
    private const int Queries = 192;
    private const int Neighbours = 10;
    private const int BlockRows = 60;
    private const int ScoreBuckets = 4096;

    // Of the neighbours in the lists looked into, so many may be lost by leaving out lists that are far behind the nearest.
    private const double GapLoss = 0.004;

    private static readonly float[] Gaps = [0.2f, 0.25f, 0.3f, 0.35f, 0.4f, 0.45f, 0.5f, 0.55f, 0.6f, 0.65f, 0.7f, 0.75f, 0.8f, 0.85f, 0.9f, 0.95f, 1f, float.PositiveInfinity];
    private static readonly int[] ProbeCounts = [4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768];
    private static readonly int[] SurvivorSteps = [50, 75, 100, 150, 200, 300, 400, 600, 800, 1200, 1600, 2400, 3200, 4800];
    private static readonly int[] CandidateSteps = [15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 300, 400, 800, 1600];

    public static ListSettings Measure(VectorRows rows, float[] centres, int[] listOf, CancellationToken cancellationToken)
    {
        var lists = centres.Length / rows.Dimensions;
        var queryRows = Enumerable.Range(0, Queries).Select(i => (int)((i + 0.5) * rows.Count / Queries)).Distinct().Where(rows.Has).ToArray();
        if (queryRows.Length == 0) return default;
        var queries = new float[queryRows.Length * rows.Dimensions];
        for (var i = 0; i < queryRows.Length; i++)
        {
            var query = queries.AsSpan(i * rows.Dimensions, rows.Dimensions);
            rows.ReadCompared(queryRows[i], query);
            if (i % 2 == 1) Thin(query, i);
        }
        var truth = Exact(rows, queries, queryRows, cancellationToken);
        var total = truth.Sum(neighbours => (long)neighbours.Length);
        var orders = Enumerable.Range(0, queryRows.Length).Select(i => ListOrder.Of(queries.AsSpan(i * rows.Dimensions, rows.Dimensions), centres)).ToArray();
        var members = Members(rows, listOf, lists);
        var steps = ProbeSteps(orders, truth, listOf, members, total);
        var found = new long[steps.Length, SurvivorSteps.Length, CandidateSteps.Length];
        var scanned = new long[steps.Length];
        var sync = new Lock();
        Parallel.For(0, queryRows.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var (mine, looked) = Search(rows, orders[i], members, steps, queries.AsSpan(i * rows.Dimensions, rows.Dimensions), queryRows[i], truth[i]);
            lock (sync)
            {
                for (var p = 0; p < steps.Length; p++)
                {
                    scanned[p] += looked[p];
                    for (var s = 0; s < SurvivorSteps.Length; s++)
                        for (var c = 0; c < CandidateSteps.Length; c++)
                            found[p, s, c] += mine[p, s, c];
                }
            }
        });
        return Cheapest(rows, steps, found, [.. scanned.Select(count => count / (double)queryRows.Length)], total);
    }

    /// <summary>How many of the nearest lists are within a gap of the nearest, at least one.</summary>
    /// <param name="distances">Minus the products with the centres, ascending.</param>
    /// <param name="mean">Their mean over all lists.</param>
    /// <param name="gap">The gap.</param>
    public static int Within(ReadOnlySpan<float> distances, float mean, float gap)
    {
        var limit = distances[0] + (gap * (mean - distances[0]));
        var count = 1;
        while (count < distances.Length && !(distances[count] > limit)) count++;
        return count;
    }

    // Vectors with many zeros are sums over the words of a text; queries are often of far fewer words, whose neighbours are harder to find.
    private static void Thin(Span<float> query, int seed)
    {
        if (query.Count(0f) < query.Length / 5) return;
        var random = new Random(seed);
        var whole = query.ToArray();
        for (var i = 0; i < query.Length; i++)
            if (random.Next(WordsPerQueryWord) != 0)
                query[i] = 0;
        if (query.IndexOfAnyExcept(0f) < 0) whole.CopyTo(query);
        var (before, after) = (VectorMath.Norm(whole), VectorMath.Norm(query));
        if (after > 0) TensorPrimitives.Multiply(query, before / after, query);
    }

    private static int[][] Exact(VectorRows rows, float[] queries, int[] queryRows, CancellationToken cancellationToken)
    {
        var packed = new PackedVectors(queries, rows.Dimensions);
        var tops = queryRows.Select(_ => new TopCandidates(Neighbours)).ToArray();
        var buffer = new float[BlockRows * rows.Dimensions];
        var products = new float[BlockRows * queryRows.Length];
        for (var first = 0; first < rows.Count; first += BlockRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(BlockRows, rows.Count - first);
            for (var i = 0; i < count; i++) rows.ReadCompared(first + i, buffer.AsSpan(i * rows.Dimensions, rows.Dimensions));
            packed.DotProducts(buffer.AsSpan(0, count * rows.Dimensions), products);
            for (var i = 0; i < count; i++)
            {
                // Of two rows the one with the larger product less half its square is the nearer.
                var square = rows.Definition.Metric == DistanceMetric.Euclidean ? VectorMath.Dot(buffer.AsSpan(i * rows.Dimensions, rows.Dimensions), buffer.AsSpan(i * rows.Dimensions, rows.Dimensions)) : 0;
                for (var q = 0; q < queryRows.Length; q++)
                {
                    var score = products[(i * queryRows.Length) + q] - (square / 2);
                    if (score > tops[q].Least && first + i != queryRows[q] && rows.Has(first + i)) tops[q].Add(score, 0, first + i);
                }
            }
        }
        return [.. tops.Select(top => top.TakeSorted().Select(candidate => candidate.Row).ToArray())];
    }

    // Numbers of lists to try, up to one that has nearly all neighbours in it (every list at last), each with the smallest gap that costs hardly any of them.
    private static (int Probes, float Gap)[] ProbeSteps(ListOrder[] orders, int[][] truth, int[] listOf, List<int>[] members, long total)
    {
        var steps = new List<(int, float)>();
        var gap = Gaps[0];
        foreach (var probes in ProbeCounts.TakeWhile(count => count < members.Length).Append(members.Length))
        {
            var all = Inside(probes, float.PositiveInfinity);
            gap = Gaps.First(candidate => candidate >= gap && Inside(probes, candidate) >= (1 - GapLoss) * all);
            steps.Add((probes, gap));
            if (all >= 0.995 * total) break;
        }
        return [.. steps];

        int Inside(int probes, float limit)
        {
            var inside = 0;
            for (var i = 0; i < truth.Length; i++)
            {
                var near = orders[i].Within(probes, limit);
                foreach (var row in truth[i])
                    if (orders[i].Rank[listOf[row]] < near)
                        inside++;
            }
            return inside;
        }
    }

    private static List<int>[] Members(VectorRows rows, int[] listOf, int lists)
    {
        var members = Enumerable.Range(0, lists).Select(_ => new List<int>()).ToArray();
        for (var row = 0; row < rows.Count; row++)
            if (rows.Has(row))
                members[listOf[row]].Add(row);
        return members;
    }

    // How many of the true neighbours each setting finds: those whose list is looked into and that few enough rows there come before, in either step.
    private static (int[,,] Found, int[] Scanned) Search(VectorRows rows, ListOrder order, List<int>[] members, (int Probes, float Gap)[] steps, ReadOnlySpan<float> query, int self, int[] truth)
    {
        var found = new int[steps.Length, SurvivorSteps.Length, CandidateSteps.Length];
        var scanned = new int[steps.Length];
        var code = new CodeQuery(query);
        var largest = code.LargestProduct();
        var atDistance = new int[code.FrontBits + 1];
        var inBucket = new int[ScoreBuckets];
        var places = new Dictionary<int, (int Distance, int Bucket)>();
        var probed = 0;
        for (var p = 0; p < steps.Length; p++)
        {
            if (p > 0) scanned[p] = scanned[p - 1];
            for (var near = order.Within(steps[p].Probes, steps[p].Gap); probed < near; probed++)
            {
                scanned[p] += members[order.Lists[probed]].Count;
                foreach (var row in members[order.Lists[probed]])
                {
                    if (row == self) continue;
                    var front = rows.FrontCode(row);
                    ushort distance;
                    code.FrontDistances(front, 1, &distance);
                    // Larger products first; all lie between minus and plus the largest.
                    var bucket = (int)((largest - code.Product(front, rows.RestCode(row))) * (long)(ScoreBuckets - 1) / Math.Max(1, 2 * largest));
                    atDistance[distance]++;
                    inBucket[bucket]++;
                    if (truth.Contains(row)) places[row] = (distance, bucket);
                }
            }
            foreach (var (distance, bucket) in places.Values)
            {
                var survivors = atDistance.AsSpan(0, distance + 1).ToArray().Sum();
                var candidates = inBucket.AsSpan(0, bucket + 1).ToArray().Sum();
                for (var s = 0; s < SurvivorSteps.Length; s++)
                    for (var c = 0; c < CandidateSteps.Length; c++)
                        if (survivors <= SurvivorSteps[s] && candidates <= CandidateSteps[c])
                            found[p, s, c]++;
            }
        }
        return (found, scanned);
    }

    private static ListSettings Cheapest(VectorRows rows, (int Probes, float Gap)[] steps, long[,,] found, double[] scanned, long total)
    {
        var best = default(ListSettings);
        var least = double.PositiveInfinity;
        for (var p = 0; p < steps.Length; p++)
        {
            for (var s = 0; s < SurvivorSteps.Length; s++)
            {
                for (var c = 0; c < CandidateSteps.Length; c++)
                {
                    var recall = found[p, s, c] / (double)Math.Max(1, total);
                    if (recall < WantedRecall || found[p, s, c] < (1 - CodeLoss) * found[p, SurvivorSteps.Length - 1, CandidateSteps.Length - 1]) continue;
                    // Nanoseconds: codes of a list are read one after another, other codes are a jump each, candidates a jump and a row to read.
                    var cost = (scanned[p] * 3.0) + (SurvivorSteps[s] * 50.0) + (CandidateSteps[c] * (100 + (0.35 * rows.Dimensions)));
                    if (cost >= least) continue;
                    (best, least) = (new ListSettings(steps[p].Probes, CandidateSteps[c], (float)recall, SurvivorSteps[s], steps[p].Gap), cost);
                }
            }
        }
        return best;
    }
}
