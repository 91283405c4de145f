using System.Diagnostics;
using JinaSharp.Stores;

namespace JinaSharp.Benchmarks.Vectors;

/// <summary>Durable upserts of 1,000 records of 256 dimensions; then the time to open the collection.</summary>
internal static class UpsertSpeed
{
    public static async Task RunAsync(string[] args)
    {
        var rows = args.Length > 0 ? int.Parse(args[0]) : 1_000_000;
        const int dimensions = 256;
        using var data = VectorFiles.Generate(rows, dimensions, 1000, 10, files: false);
        var path = Path.Combine(data.Folder, "store");
        await using (var store = new EmbeddedStore(path))
        {
            var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("upsert", dimensions) with { AdditionalProperties = new() { ["embedded.index_rows"] = int.MaxValue } });
            var time = await StoreFiller.FillAsync(collection, data);
            Console.WriteLine($"durable commits of 1,000: {rows / time.TotalSeconds:F0} records/s ({rows} records of {dimensions} dimensions in {time.TotalSeconds:F1} s)");
        }
        for (var i = 0; i < 3; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var store = new EmbeddedStore(path);
            var collection = (await store.FindCollectionAsync("upsert"))!;
            var opened = Stopwatch.GetElapsedTime(started);
            var hits = await collection.SearchAsync(SearchQuery.ByVector(data.Queries[0]));
            Console.WriteLine($"opened {await collection.CountAsync()} records in {opened.TotalMilliseconds:F1} ms; first search ended after {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F0} ms");
        }
    }
}
