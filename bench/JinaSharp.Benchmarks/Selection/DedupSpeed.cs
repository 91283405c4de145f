using System.Diagnostics;
using JinaSharp.Benchmarks.Vectors;
using JinaSharp.Cli.Selection;

namespace JinaSharp.Benchmarks.Selection;

/// <summary>The choice of <c>jina dedup -k</c>: with all similarities kept, with them computed again, pair by pair as the formula says, and numpy's. <c>dedup [VECTORS] [CHOSEN]</c>.</summary>
internal static class DedupSpeed
{
    // Computing all pairs one by one for more than this takes minutes.
    private const int MostByPairs = 12_000;

    public static Task RunAsync(string[] args)
    {
        var rows = args.Length > 0 ? int.Parse(args[0]) : 10_000;
        var count = args.Length > 1 ? int.Parse(args[1]) : 500;
        using var data = VectorFiles.Generate(rows, 1024, 300, 1, files: true);
        var vectors = Enumerable.Range(0, rows).Select(data.Row).ToArray();

        var kept = Time(out var chosen, () => FacilityLocation.Choose(new UnitVectors(vectors), count, default));
        Console.WriteLine($"{rows} vectors, {count} chosen, {Environment.ProcessorCount} processors");
        Console.WriteLine($"as 'jina dedup -k' does       {kept.TotalMilliseconds,9:F0} ms");
        var again = Time(out var chosenAgain, () => FacilityLocation.Choose(new UnitVectors(vectors), count, default, keptBytes: 0));
        Console.WriteLine($"no similarities kept          {again.TotalMilliseconds,9:F0} ms  same choice: {chosen.SequenceEqual(chosenAgain)}");
        if (rows <= MostByPairs)
        {
            var pairs = Time(out var chosenByPairs, () => ByPairs(vectors, count));
            Console.WriteLine($"pair by pair, lazy greedy     {pairs.TotalMilliseconds,9:F0} ms  same choice: {chosen.SequenceEqual(chosenByPairs)}  {pairs / kept:F1} x");
        }
        if (VectorPeers.NumpyCover(data, count) is { } peer)
            Console.WriteLine($"numpy, matrix and lazy greedy {peer.Time.TotalMilliseconds,9:F0} ms  in common: {chosen.Intersect(peer.Chosen).Count()}  {peer.Time / kept:F1} x");
        return Task.CompletedTask;
    }

    private static TimeSpan Time(out List<int> chosen, Func<List<int>> choose)
    {
        var started = Stopwatch.GetTimestamp();
        chosen = choose();
        return Stopwatch.GetElapsedTime(started);
    }

    private static List<int> ByPairs(ReadOnlyMemory<float>[] vectors, int count)
    {
        var units = new UnitVectors(vectors);
        var nearest = new float[units.Count];
        var gains = new double[units.Count];
        Parallel.For(0, units.Count, i => gains[i] = Gain(i));
        var queue = new PriorityQueue<int, (double, int)>(gains.Select(static (gain, i) => (i, (-gain, i))));
        var chosen = new SortedSet<int>();
        while (chosen.Count < count && queue.TryDequeue(out var candidate, out _))
        {
            var gain = Gain(candidate);
            if (queue.TryPeek(out _, out var next) && (-gain, candidate).CompareTo(next) > 0)
            {
                queue.Enqueue(candidate, (-gain, candidate));
                continue;
            }
            chosen.Add(candidate);
            for (var i = 0; i < units.Count; i++) nearest[i] = Math.Max(nearest[i], units.Similarity(candidate, i));
        }
        return [.. chosen];

        double Gain(int candidate)
        {
            double gain = 0;
            for (var i = 0; i < nearest.Length; i++) gain += Math.Max(0, units.Similarity(candidate, i) - nearest[i]);
            return gain;
        }
    }
}
