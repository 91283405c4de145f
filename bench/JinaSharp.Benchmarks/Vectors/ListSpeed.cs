using System.Diagnostics;
using JinaSharp.Stores;

namespace JinaSharp.Benchmarks.Vectors;

/// <summary>The approximate index of the embedded store: build time, queries a second, recall with and without filters, against graph indexes.</summary>
internal static class ListSpeed
{
    /// <param name="args">Rows, clusters, <c>peers</c> to run the graph indexes too, <c>second</c> to search by a vector in whose order the rows do not lie, <c>memory</c> for a store in memory.</param>
    public static async Task RunAsync(string[] args)
    {
        var rows = args.Length > 0 ? int.Parse(args[0]) : 100_000;
        var clusters = args.Length > 1 ? int.Parse(args[1]) : 1000;
        var peers = args.Contains("peers");
        var second = args.Contains("second");
        const int dimensions = 1024;
        using var data = VectorFiles.Generate(rows, dimensions, clusters, 1000, files: peers);
        await using var store = args.Contains("memory") ? EmbeddedStore.InMemory() : new EmbeddedStore(Path.Combine(data.Folder, "store"), new EmbeddedStoreOptions { Durable = false, SegmentBytes = 1L << 33 });
        var definition = VectorCollectionDefinition.Dense("lists", dimensions) with { AdditionalProperties = new() { ["embedded.index_rows"] = 50_000 } };
        if (second) definition = definition with { Vectors = [new VectorDefinition { Name = "first", Dimensions = 64 }, .. definition.Vectors] };
        var collection = (EmbeddedCollection)await store.GetOrCreateCollectionAsync(definition);
        var filled = await StoreFiller.FillAsync(collection, data, second ? Record : null);
        data.Release();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await collection.CompactAsync();
        var built = Stopwatch.GetElapsedTime(started);
        GC.Collect();
        var lists = collection.View.Slices[0].Segment.Vectors[^1].Lists;
        Console.WriteLine($"written in {filled.TotalSeconds:F1} s; segment with index built in {built.TotalSeconds:F1} s, {(Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds:F1} core-seconds; " +
            (lists is null ? "no lists" : $"{lists.Count} lists, {lists.Settings}"));

        var bandwidth = MachineLimits.ReadBandwidth();
        Console.WriteLine($"memory read, one thread: {bandwidth / 1e9:F1} GB/s");
        // The first round brings the file's pages into this process.
        await ReportAsync("no filter, first", null, 1000);
        var speed = await ReportAsync("no filter", null, 1000);
        Console.WriteLine($"  {speed * 43e9 / bandwidth:F0} queries/s per 43 GB/s");
        foreach (var percent in (int[])[1, 10, 50]) await ReportAsync($"filter of {percent} %", Filter.Lt("percent", percent), 200);
        if (!peers) return;
        foreach (var engine in (string[])["usearch", "hnswlib"])
            if (VectorPeers.Graph(engine, data) is { } other)
                Console.WriteLine($"  embedded / {engine}: {speed / other:F2} x");

        // The other vector is of other clusters, so that its order says nothing.
        VectorRecord Record(int row) => new(row.ToString())
        {
            Vectors = new Dictionary<string, VectorValue> { ["first"] = new DenseVector(data.Row((row * 7919) % data.Rows)[..64]), [""] = new DenseVector(data.Row(row)) },
            Payload = new Dictionary<string, PayloadValue> { ["percent"] = row * 7919L % 100 },
        };

        async Task<double> ReportAsync(string name, Filter? filter, int count)
        {
            var (median, perSecond, results) = await StoreFiller.SearchAsync(collection, data, count, vector => SearchQuery.ByVector(vector) with { Filter = filter, Parts = RecordParts.None });
            double found = 0, wanted = 0;
            for (var i = 0; i < count; i += filter is null ? count : 5)
            {
                if (filter is null) break;
                var exact = await collection.SearchAsync(SearchQuery.ByVector(data.Queries[i]) with { Filter = filter, Parts = RecordParts.None, Exact = true });
                found += exact.Select(hit => hit.Id).Intersect(results[i].Select(hit => hit.Id)).Count();
                wanted += exact.Count;
            }
            var recall = filter is null ? data.Recall(results) : found / wanted;
            Console.WriteLine($"{name,-20} median {median.TotalMicroseconds,8:F1} us  {perSecond,8:F0} queries/s  recall@10 {recall:F4}");
            return 1 / median.TotalSeconds;
        }
    }
}
