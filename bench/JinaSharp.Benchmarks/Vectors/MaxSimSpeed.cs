using JinaSharp.Stores;

namespace JinaSharp.Benchmarks.Vectors;

/// <summary>Late interaction over 10,000 documents of 128 rows of 128 dimensions with 32 query rows; and exact batches of 128 queries: both against the multiply-add peak.</summary>
internal static class MaxSimSpeed
{
    public static async Task RunAsync(string[] args)
    {
        const int documents = 10_000, rows = 128, dimensions = 128, queryRows = 32;
        var peak = MachineLimits.MultiplyAddPeak();
        Console.WriteLine($"multiply-add peak, one thread: {peak / 1e9:F0} GFLOP/s");
        await using var store = EmbeddedStore.InMemory();
        var collection = await store.GetOrCreateCollectionAsync(new VectorCollectionDefinition
        {
            Name = "tokens",
            Vectors = [new VectorDefinition { Dimensions = dimensions, Kind = VectorKind.Multi, Metric = DistanceMetric.Dot }],
        });
        var random = new Random(1);
        for (var first = 0; first < documents; first += 500)
            await collection.UpsertAsync([.. Enumerable.Range(first, 500).Select(n => new VectorRecord(n.ToString(), VectorValue.Multi(Floats(random, rows * dimensions), dimensions)))]);
        var query = SearchQuery.ByVector(VectorValue.Multi(Floats(random, queryRows * dimensions), dimensions)) with { Parts = RecordParts.None };
        var time = Measurement.Median(9, () => collection.SearchAsync(query).GetAwaiter().GetResult());
        var speed = 2.0 * documents * rows * dimensions * queryRows / time.TotalSeconds;
        Console.WriteLine($"MaxSim {documents} x {rows} x {dimensions}, {queryRows} query rows: {time.TotalMilliseconds:F1} ms = {speed / 1e9:F0} GFLOP/s = {speed / peak:F2} of peak");

        const int batchRows = 100_000, batchDimensions = 1024, queries = 128;
        var folder = Directory.CreateTempSubdirectory("jinasharp-bench-").FullName;
        await using (var files = new EmbeddedStore(folder, new EmbeddedStoreOptions { Durable = false }))
        {
            var flat = (EmbeddedCollection)await files.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("flat", batchDimensions));
            for (var first = 0; first < batchRows; first += 1000)
                await flat.UpsertAsync([.. Enumerable.Range(first, 1000).Select(n => new VectorRecord(n.ToString(), Floats(random, batchDimensions)))]);
            await flat.CompactAsync();
            SearchQuery[] batch = [.. Enumerable.Range(0, queries).Select(_ => SearchQuery.ByVector(Floats(random, batchDimensions)) with { Exact = true, Parts = RecordParts.None })];
            await flat.SearchBatchAsync(batch);
            time = Measurement.Median(5, () => flat.SearchBatchAsync(batch).GetAwaiter().GetResult());
            speed = 2.0 * batchRows * batchDimensions * queries / time.TotalSeconds;
            Console.WriteLine($"SearchBatchAsync, {queries} exact queries over {batchRows} x {batchDimensions}: {time.TotalMilliseconds:F0} ms = {speed / 1e9:F0} GFLOP/s = {speed / peak:F2} of peak");
        }
        Directory.Delete(folder, recursive: true);
        Console.WriteLine($"multiply-add peak again: {MachineLimits.MultiplyAddPeak() / 1e9:F0} GFLOP/s");
    }

    private static float[] Floats(Random random, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = (random.NextSingle() * 2) - 1;
        return values;
    }
}
