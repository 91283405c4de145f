using System.Diagnostics;
using JinaSharp.Stores;

namespace JinaSharp.Benchmarks.Vectors;

/// <summary>Durable upserts of 1,000 records of 256 dimensions by one writer and by several; then the time to close the store, to open it, and to search it for the first time.</summary>
internal static class UpsertSpeed
{
    private const int Dimensions = 256;

    /// <param name="args">Rows.</param>
    public static async Task RunAsync(string[] args)
    {
        var rows = args.Length > 0 ? int.Parse(args[0]) : 1_000_000;
        using var data = VectorFiles.Generate(rows, Dimensions, 1000, 10, files: false);
        foreach (var writers in (int[])[4, 1])
        {
            var path = Path.Combine(data.Folder, $"store{writers}");
            await FillAsync(path, data, writers, indexRows: int.MaxValue);
            for (var i = 0; i < 3; i++) await OpenAsync(path, data);
            Directory.Delete(path, recursive: true);
        }
        var withLists = Path.Combine(data.Folder, "lists");
        await FillAsync(withLists, data, 1, indexRows: 200_000);
        await OpenAsync(withLists, data);
        await CloseDuringCompactionAsync(withLists);
        await OpenAsync(withLists, data);
        Directory.Delete(withLists, recursive: true);
    }

    private static async Task FillAsync(string path, VectorFiles data, int writers, int indexRows)
    {
        var store = new EmbeddedStore(path);
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("upsert", Dimensions) with { AdditionalProperties = new() { ["embedded.index_rows"] = indexRows } });
        var time = await StoreFiller.FillAsync(collection, data, writers: writers);
        var closing = Stopwatch.GetTimestamp();
        await store.DisposeAsync();
        Console.WriteLine($"durable commits of 1,000, {writers} writers, index from {indexRows} rows on: {data.Rows / time.TotalSeconds:F0} records/s ({data.Rows} records of {Dimensions} dimensions in {time.TotalSeconds:F1} s); closed in {Stopwatch.GetElapsedTime(closing).TotalMilliseconds:F0} ms");
    }

    // At several moments: lists are built, then the file is written.
    private static async Task CloseDuringCompactionAsync(string path)
    {
        foreach (var seconds in (double[])[0.3, 1.5, 3, 4.5])
        {
            var store = new EmbeddedStore(path);
            var compacting = ((EmbeddedCollection)(await store.FindCollectionAsync("upsert"))!).CompactAsync();
            await Task.WhenAny(compacting, Task.Delay(TimeSpan.FromSeconds(seconds)));
            var isDone = compacting.IsCompleted;
            var closing = Stopwatch.GetTimestamp();
            await store.DisposeAsync();
            Console.WriteLine($"closed in {Stopwatch.GetElapsedTime(closing).TotalMilliseconds:F0} ms, {seconds} s after the beginning of a compaction{(isDone ? ", which was done" : "")}");
            await Task.WhenAny(compacting);
        }
    }

    private static async Task OpenAsync(string path, VectorFiles data)
    {
        var started = Stopwatch.GetTimestamp();
        await using var store = new EmbeddedStore(path);
        var collection = (await store.FindCollectionAsync("upsert"))!;
        var opened = Stopwatch.GetElapsedTime(started);
        var searches = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            var searching = Stopwatch.GetTimestamp();
            await collection.SearchAsync(SearchQuery.ByVector(data.Queries[i]));
            searches.Add(Stopwatch.GetElapsedTime(searching).TotalMilliseconds);
        }
        Console.WriteLine($"opened {await collection.CountAsync()} records in {opened.TotalMilliseconds:F1} ms; the first searches took {string.Join(", ", searches.Select(time => time.ToString("F2")))} ms");
    }
}
