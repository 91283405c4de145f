using System.Diagnostics;

namespace JinaSharp.Benchmarks.Vectors;

/// <summary>Fills embedded collections for measurements.</summary>
internal static class StoreFiller
{
    /// <summary>Writes rows whose id is their number, in durable batches of 1,000.</summary>
    public static async Task<TimeSpan> FillAsync(IVectorCollection collection, VectorFiles data, Func<int, VectorRecord>? record = null, int writers = 1)
    {
        record ??= row => new VectorRecord(row.ToString(), new DenseVector(data.Row(row)), null, new Dictionary<string, PayloadValue> { ["percent"] = row * 7919L % 100 });
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var first = writer * 1000; first < data.Rows; first += writers * 1000)
                await collection.UpsertAsync([.. Enumerable.Range(first, Math.Min(1000, data.Rows - first)).Select(record)]);
        })));
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>The median time of single queries, and their results.</summary>
    public static async Task<(TimeSpan Median, double PerSecond, List<SearchResults> Results)> SearchAsync(IVectorCollection collection, VectorFiles data, int count, Func<float[], SearchQuery> query)
    {
        for (var i = 0; i < Math.Min(20, count); i++) await collection.SearchAsync(query(data.Queries[i]));
        var times = new TimeSpan[count];
        var results = new List<SearchResults>();
        for (var i = 0; i < count; i++)
        {
            var wanted = query(data.Queries[i]);
            var started = Stopwatch.GetTimestamp();
            results.Add(await collection.SearchAsync(wanted));
            times[i] = Stopwatch.GetElapsedTime(started);
        }
        var total = times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);
        Array.Sort(times);
        return (times[count / 2], count / total.TotalSeconds, results);
    }
}
