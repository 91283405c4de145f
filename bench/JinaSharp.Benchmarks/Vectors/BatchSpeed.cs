using JinaSharp.Stores;

namespace JinaSharp.Benchmarks.Vectors;

/// <summary>Batches of 128 searches against the same searches one by one, and exact ones against the multiply-add peak of all processors.</summary>
internal static class BatchSpeed
{
    private const int Rows = 100_000;
    private const int Dimensions = 1024;
    private const int Queries = 128;

    public static async Task RunAsync(string[] args)
    {
        using var data = VectorFiles.Generate(Rows, Dimensions, 1000, Queries, files: false);
        await using var store = new EmbeddedStore(Path.Combine(data.Folder, "store"), new EmbeddedStoreOptions { Durable = false, SegmentBytes = 1L << 33 });
        var cosine = await FillAsync(store, data, "cosine", DistanceMetric.Cosine, 50_000);
        var euclidean = await FillAsync(store, data, "euclidean", DistanceMetric.Euclidean, int.MaxValue);
        var peaks = await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(MachineLimits.MultiplyAddPeak)));
        Console.WriteLine($"multiply-add peak, {peaks.Length} threads: {peaks.Sum() / 1e9:F0} GFLOP/s");

        await ReportAsync("exact, cosine", cosine, query => SearchQuery.ByVector(query) with { Exact = true }, peaks.Sum());
        await ReportAsync("exact, euclidean", euclidean, query => SearchQuery.ByVector(query) with { Exact = true }, peaks.Sum());
        await ReportAsync("lists", cosine, query => SearchQuery.ByVector(query), null);
        await ReportAsync("sign codes", euclidean, query => SearchQuery.ByLeg(SearchLeg.ByVector(query) with { Coarse = new CoarseSearch { SignCodes = true } }), null);

        async Task ReportAsync(string name, IVectorCollection collection, Func<float[], SearchQuery> query, double? peak)
        {
            SearchQuery[] batch = [.. data.Queries.Take(Queries).Select(vector => query(vector) with { Parts = RecordParts.None })];
            await collection.SearchBatchAsync(batch);
            var together = Measurement.Median(5, () => collection.SearchBatchAsync(batch).GetAwaiter().GetResult());
            var alone = Measurement.Median(3, () =>
            {
                foreach (var one in batch) collection.SearchAsync(one).GetAwaiter().GetResult();
            });
            var speed = 2.0 * Rows * Dimensions * Queries / together.TotalSeconds;
            Console.WriteLine($"{name,-18} {Queries} queries over {Rows} x {Dimensions}: {together.TotalMilliseconds,8:F2} ms{(peak is { } limit ? $" = {speed / 1e9:F0} GFLOP/s = {speed / limit:F2} of peak" : "")}; one by one {alone.TotalMilliseconds:F2} ms: {alone / together:F2} x");
        }
    }

    private static async Task<IVectorCollection> FillAsync(EmbeddedStore store, VectorFiles data, string name, DistanceMetric metric, int indexRows)
    {
        var definition = VectorCollectionDefinition.Dense(name, Dimensions, metric) with { AdditionalProperties = new() { ["embedded.index_rows"] = indexRows } };
        var collection = (EmbeddedCollection)await store.GetOrCreateCollectionAsync(definition);
        await StoreFiller.FillAsync(collection, data);
        await collection.CompactAsync();
        return collection;
    }
}
