using System.Text.Json;
using JinaSharp.Stores.Http;
using JinaSharp.Stores.Qdrant;

namespace JinaSharp.Benchmarks.Stores;

/// <summary>Building the body of a Qdrant upsert of 1,000 records of 1,024 dimensions, beside the platform's JSON writer doing the same in the same run.</summary>
internal static class StoreBodySpeed
{
    private const int Count = 1000;
    private const int Dimensions = 1024;
    private const int Runs = 31;

    public static async Task RunAsync(string[] args)
    {
        var random = new Random(1);
        var records = Enumerable.Range(0, Count).Select(n =>
        {
            var vector = new float[Dimensions];
            for (var i = 0; i < Dimensions; i++) vector[i] = (float)((random.NextDouble() - 0.5) / 8);
            return new VectorRecord($"doc-{n}", vector, $"The text of record {n}.", new Dictionary<string, PayloadValue> { ["n"] = n, ["lang"] = "en" });
        }).ToArray();
        await using var store = new QdrantStore(new Uri("http://localhost:6333"));
        var points = store.Open(VectorCollectionDefinition.Dense("bench", Dimensions));

        long ownBytes = 0, peerBytes = 0;
        var own = Measurement.Median(Runs, () =>
        {
            using var body = new JsonBody(16 * 1024 * 1024);
            points.WriteUpsert(body, records);
            ownBytes = body.Written.Length;
        });
        var before = GC.GetAllocatedBytesForCurrentThread();
        using (var body = new JsonBody(16 * 1024 * 1024)) points.WriteUpsert(body, records);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var peer = Measurement.Median(Runs, () =>
        {
            using var body = new JsonBody(16 * 1024 * 1024);
            WriteByPlatform(body.Json, records);
            peerBytes = body.Written.Length;
        });
        Console.WriteLine($"own writer      {ownBytes / 1e6 / own.TotalSeconds,7:0} MB/s  {own.TotalMilliseconds,6:0.0} ms  {ownBytes / 1e6:0.0} MB  {allocated / Count} B allocated a record");
        Console.WriteLine($"Utf8JsonWriter  {peerBytes / 1e6 / peer.TotalSeconds,7:0} MB/s  {peer.TotalMilliseconds,6:0.0} ms  {peerBytes / 1e6:0.0} MB");
        Console.WriteLine($"time of the platform's writer / own: {peer / own:0.00}");
    }

    private static void WriteByPlatform(Utf8JsonWriter json, VectorRecord[] records)
    {
        json.WriteStartObject();
        json.WriteStartArray("points"u8);
        foreach (var record in records)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, QdrantId.ToUuid(record.Id).ToString("D"));
            json.WriteStartArray("vector"u8);
            foreach (var value in ((DenseVector)record.Vector!).Values.Span) json.WriteNumberValue(value);
            json.WriteEndArray();
            json.WriteStartObject("payload"u8);
            json.WriteString("_id"u8, record.Id);
            json.WriteString("_text"u8, record.Text);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
