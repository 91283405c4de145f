using JinaSharp.Stores;

namespace JinaSharp.Benchmarks.Vectors;

/// <summary>Exact search of the embedded store against the memory's speed and numpy; sign codes and 8-bit rows with rescoring.</summary>
internal static class ScanSpeed
{
    public static async Task RunAsync(string[] args)
    {
        var rows = args.Length > 0 ? int.Parse(args[0]) : 200_000;
        const int dimensions = 1024;
        using var data = VectorFiles.Generate(rows, dimensions, 1000, 128, files: true);
        await using var store = new EmbeddedStore(Path.Combine(data.Folder, "store"), new EmbeddedStoreOptions { Durable = false });
        var collection = (EmbeddedCollection)await store.GetOrCreateCollectionAsync(new VectorCollectionDefinition
        {
            Name = "scan",
            Vectors = [new VectorDefinition { Name = "float", Dimensions = dimensions }, new VectorDefinition { Name = "int8", Dimensions = dimensions, Storage = VectorStorage.Int8 }],
            AdditionalProperties = new() { ["embedded.index_rows"] = int.MaxValue },
        });
        await StoreFiller.FillAsync(collection, data, row => new VectorRecord(row.ToString())
        {
            Vectors = new Dictionary<string, VectorValue> { ["float"] = new DenseVector(data.Row(row)), ["int8"] = new DenseVector(data.Row(row)) },
        });
        await collection.CompactAsync();
        data.Release();
        GC.Collect();

        var bandwidth = MachineLimits.ReadBandwidth();
        var numpy = VectorPeers.Numpy(data, 15);
        Console.WriteLine($"memory read, one thread: {bandwidth / 1e9:F1} GB/s");
        var exact = await ReportAsync("exact, float32", 25, query => SearchQuery.ByVector(query, 10, "float") with { Exact = true }, dimensions * 4);
        await ReportAsync("exact, int8", 25, query => SearchQuery.ByVector(query, 10, "int8") with { Exact = true }, dimensions + 4);
        var bytes = await ReportAsync("int8 + 40 rescored", 25, query => Coarse(query, new CoarseSearch { VectorName = "int8", Oversampling = 4 }), dimensions + 4);
        Console.WriteLine($"  int8 with rescoring / exact float32: {exact / bytes:F2} x");
        var codes = await ReportAsync("sign codes + 100 rescored", 100, query => Coarse(query, new CoarseSearch { SignCodes = true }), dimensions / 8);
        if (numpy is { } time) Console.WriteLine($"  sign codes / numpy: {time / codes:F1} x");
        await ReportAsync("Matryoshka 256 + 100 rescored", 25, query => Coarse(query, new CoarseSearch { Dimensions = 256 }), dimensions);
        Console.WriteLine($"memory read again: {MachineLimits.ReadBandwidth() / 1e9:F1} GB/s");

        async Task<TimeSpan> ReportAsync(string name, int count, Func<float[], SearchQuery> query, int rowBytes)
        {
            var (median, _, results) = await StoreFiller.SearchAsync(collection, data, count, vector => query(vector) with { Parts = RecordParts.None });
            var speed = (double)rows * rowBytes / median.TotalSeconds;
            Console.WriteLine($"{name,-32} {median.TotalMilliseconds,9:F3} ms  {speed / 1e9,6:F1} GB/s = {speed / bandwidth:F2} of memory{(numpy is { } peer ? $"  {peer / median:F2} x numpy" : "")}  recall@10 {data.Recall(results):F4}");
            return median;
        }

        static SearchQuery Coarse(float[] query, CoarseSearch coarse) => SearchQuery.ByLeg(SearchLeg.ByVector(query, "float") with { Coarse = coarse });
    }
}
