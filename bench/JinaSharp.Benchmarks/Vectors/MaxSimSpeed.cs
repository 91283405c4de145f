using JinaSharp.Stores;

namespace JinaSharp.Benchmarks.Vectors;

/// <summary>Late interaction over 10,000 documents of 128 rows of 128 dimensions with 32 query rows, against the multiply-add peak.</summary>
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
        Console.WriteLine($"multiply-add peak again: {MachineLimits.MultiplyAddPeak() / 1e9:F0} GFLOP/s");
    }

    private static float[] Floats(Random random, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = (random.NextSingle() * 2) - 1;
        return values;
    }
}
