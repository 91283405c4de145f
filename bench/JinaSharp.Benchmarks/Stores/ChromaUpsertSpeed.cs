using System.Diagnostics;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text.Json;
using JinaSharp.Stores.Chroma;
using JinaSharp.Stores.Http;
using JinaSharp.TestSupport;

namespace JinaSharp.Benchmarks.Stores;

/// <summary>Upserts 50,000 records of 1,024 dimensions into a real Chroma server, beside a bare HttpClient that sends bodies made beforehand to a second collection; the two take turns, batch by batch.</summary>
internal static class ChromaUpsertSpeed
{
    private const int Dimensions = 1024;
    private const int BatchSize = 1000;

    public static async Task RunAsync(string[] args)
    {
        var total = args.Length > 0 ? int.Parse(args[0]) : 50_000;
        await using var server = await ChromaServer.StartAsync(await ChromaRuntime.PrepareAsync(Repository.Root, CancellationToken.None), CancellationToken.None);
        await using var store = new ChromaStore(server.Endpoint);
        var own = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("own", Dimensions));
        await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("bare", Dimensions));
        using var http = new HttpClient { BaseAddress = server.Endpoint };
        using var described = JsonDocument.Parse(await http.GetStringAsync("api/v2/tenants/default_tenant/databases/default_database/collections/bare"));
        var path = $"api/v2/tenants/default_tenant/databases/default_database/collections/{described.RootElement.GetProperty("id").GetString()}/upsert";

        var random = new Random(1);
        var (ownTime, bareTime, bytes) = (TimeSpan.Zero, TimeSpan.Zero, 0L);
        for (var start = 0; start < total; start += BatchSize)
        {
            var records = Enumerable.Range(start, BatchSize).Select(n => new VectorRecord($"doc-{n}", Vector(random), $"The text of record {n}.", new Dictionary<string, PayloadValue> { ["n"] = n, ["lang"] = "en" })).ToArray();
            var body = Body(records);
            bytes += body.Length;
            // Each goes first every other time.
            for (var turn = 0; turn < 2; turn++)
            {
                var started = Stopwatch.GetTimestamp();
                if ((turn == 0) == (start / BatchSize % 2 == 0))
                {
                    await own.UpsertAsync(records);
                    ownTime += Stopwatch.GetElapsedTime(started);
                }
                else
                {
                    using var content = new ByteArrayContent(body);
                    content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                    using var response = await http.PostAsync(path, content);
                    response.EnsureSuccessStatusCode();
                    bareTime += Stopwatch.GetElapsedTime(started);
                }
            }
        }
        var count = await own.CountAsync();
        Console.WriteLine($"store  {total / ownTime.TotalSeconds,7:0} records/s  {ownTime.TotalSeconds,6:0.0} s  ({count} records counted afterwards)");
        Console.WriteLine($"bare   {total / bareTime.TotalSeconds,7:0} records/s  {bareTime.TotalSeconds,6:0.0} s  ({bytes / 1e6:0} MB of bodies made beforehand)");
        Console.WriteLine($"rate of the store / bare: {bareTime / ownTime:0.000}");
    }

    private static float[] Vector(Random random)
    {
        var vector = new float[Dimensions];
        for (var i = 0; i < Dimensions; i++) vector[i] = (float)(random.NextDouble() - 0.5);
        return vector;
    }

    private static byte[] Body(VectorRecord[] records)
    {
        using var body = new JsonBody(8 * 1024 * 1024);
        var json = body.Json;
        json.WriteStartObject();
        json.WriteStartArray("ids"u8);
        foreach (var record in records) json.WriteStringValue(record.Id);
        json.WriteEndArray();
        json.WriteStartArray("embeddings"u8);
        foreach (var record in records) json.WriteBase64StringValue(MemoryMarshal.AsBytes(((DenseVector)record.Vector!).Values.Span));
        json.WriteEndArray();
        json.WriteStartArray("documents"u8);
        foreach (var record in records) json.WriteStringValue(record.Text);
        json.WriteEndArray();
        json.WriteStartArray("metadatas"u8);
        foreach (var record in records) PayloadJson.WriteMap(json, record.Payload);
        json.WriteEndArray();
        json.WriteEndObject();
        return body.Written.ToArray();
    }
}
