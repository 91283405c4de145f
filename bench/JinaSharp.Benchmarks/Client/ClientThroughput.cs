using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using JinaSharp.Client;
using JinaSharp.Testing;

namespace JinaSharp.Benchmarks.Client;

/// <summary>
/// <c>client-throughput [TEXTS]</c>: many short texts through the client and through a bare <see cref="HttpClient"/> loop with the same batches and concurrency,
/// and the overhead of a single call, in turns against the fake server on loopback.
/// </summary>
/// <remarks>The bare loop sends ready-made bodies and reads the answer's bytes without decoding them: less than any client can do.</remarks>
internal static class ClientThroughput
{
    private const string Model = "jina-embeddings-v3";
    private const int Dimensions = 64;
    private const int Batch = 512;
    private const int Concurrency = 4;
    private const int Rounds = 3;
    private const int Singles = 2000;

    public static async Task RunAsync(string[] arguments)
    {
        var count = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 200_000;
        await using var server = await JinaFakeServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "k");
        using var client = new JinaClient(new JinaClientOptions { ApiKey = "k", BaseUrl = server.Address, MaxItemsPerRequest = Batch, MaxConcurrency = Concurrency });

        await BareAsync(http, 20_000);
        await ClientAsync(client, 20_000);
        List<double> bare = [], ours = [];
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(await BareAsync(http, count));
            ours.Add(await ClientAsync(client, count));
        }
        bare.Sort();
        ours.Sort();
        var (bareMedian, oursMedian) = (bare[Rounds / 2], ours[Rounds / 2]);
        Console.WriteLine($"{count:N0} short texts, {Dimensions} dimensions, {Batch} a request, {Concurrency} at once: bare HttpClient {count / bareMedian:N0} texts/s, client {count / oursMedian:N0} texts/s: {bareMedian / oursMedian:P1} (goal 90 %)");

        var small = await PeakAsync(client, count / 10);
        var large = await PeakAsync(client, count);
        Console.WriteLine($"most managed memory while streaming: {small / 1048576.0:0.0} MiB for {count / 10:N0} texts, {large / 1048576.0:0.0} MiB for {count:N0}");

        await SingleCallsAsync(http, client);
    }

    private static async Task<double> BareAsync(HttpClient http, int count)
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, (count + Batch - 1) / Batch),
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency },
            async (batch, token) =>
            {
                var body = new StringBuilder($$"""{"model":"{{Model}}","dimensions":{{Dimensions}},"embedding_type":"base64","normalized":true,"input":[""");
                for (var i = batch * Batch; i < Math.Min(count, (batch + 1) * Batch); i++) body.Append(i % Batch > 0 ? "," : "").Append('"').Append(Text(i)).Append('"');
                using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.Append("]}").ToString()));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var response = await http.PostAsync("v1/embeddings", content, token);
                response.EnsureSuccessStatusCode();
                await response.Content.ReadAsByteArrayAsync(token);
            });
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> ClientAsync(JinaClient client, int count)
    {
        var started = Stopwatch.GetTimestamp();
        var seen = 0;
        await foreach (var outcome in client.EmbedManyAsync(Enumerable.Range(0, count).Select(Text), Options()))
            if (outcome.Embedding is { } embedding && embedding.Vector.Length == Dimensions)
                seen++;
        return seen == count ? Stopwatch.GetElapsedTime(started).TotalSeconds : throw new InvalidOperationException($"{seen} of {count} texts got their vector.");
    }

    private static async Task<long> PeakAsync(JinaClient client, int count)
    {
        GC.Collect();
        long peak = 0;
        var seen = 0;
        await foreach (var _ in client.EmbedManyAsync(Enumerable.Range(0, count).Select(Text), Options()))
            if (++seen % 2000 == 0)
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
        return peak;
    }

    private static async Task SingleCallsAsync(HttpClient http, JinaClient client)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"model":"{{Model}}","dimensions":{{Dimensions}},"embedding_type":"base64","normalized":true,"input":["one text"]}""");
        double[] bare = new double[Singles], ours = new double[Singles];
        for (var i = -200; i < Singles; i++)
        {
            var started = Stopwatch.GetTimestamp();
            using (var content = new ByteArrayContent(body))
            {
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var response = await http.PostAsync("v1/embeddings", content);
                await response.Content.ReadAsByteArrayAsync();
            }
            var middle = Stopwatch.GetTimestamp();
            await client.GenerateAsync(["one text"], Options());
            if (i < 0) continue;
            bare[i] = Stopwatch.GetElapsedTime(started, middle).TotalMicroseconds;
            ours[i] = Stopwatch.GetElapsedTime(middle).TotalMicroseconds;
        }
        Array.Sort(bare);
        Array.Sort(ours);
        var (bareMedian, oursMedian) = (bare[Singles / 2], ours[Singles / 2]);
        Console.WriteLine($"single call: bare HttpClient {bareMedian:0.0} us, client {oursMedian:0.0} us: overhead {oursMedian - bareMedian:0.0} us (goal 60)");
    }

    private static JinaEmbeddingOptions Options() => new() { ModelId = Model, Dimensions = Dimensions };

    private static string Text(int i) => $"short text number {i}";
}
