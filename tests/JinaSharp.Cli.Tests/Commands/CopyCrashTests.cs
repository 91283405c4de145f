using System.Diagnostics;
using System.Globalization;
using JinaSharp.FakeStores.Qdrant;
using JinaSharp.Stores;
using JinaSharp.Stores.Qdrant;

namespace JinaSharp.Cli.Tests.Commands;

/// <summary>Kills a copying process at random moments. JINASHARP_COPY_KILLS sets how often; 8 for each pair of stores when it is not set.</summary>
public sealed class CopyCrashTests(ITestOutputHelper output) : IDisposable
{
    private const int RecordCount = 3000;
    private const int Dimensions = 32;
    private const string Name = "docs";

    private readonly string _folder = TestSupport.TestPaths.NewTemporaryFolder();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task Copy_EmbeddedToEmbedded_KilledAtRandomMoments_EndsInTheSameState() =>
        KillAndResumeAsync(kill => $"embedded:{Path.Combine(_folder, $"copy{kill}")}", address => new EmbeddedStore(address["embedded:".Length..]));

    [Fact]
    public async Task Copy_EmbeddedToQdrant_KilledAtRandomMoments_EndsInTheSameState()
    {
        // Every copy has a server of its own, as every folder is one.
        var servers = new List<FakeQdrant>();
        try
        {
            await KillAndResumeAsync(
                _ =>
                {
                    var server = new FakeQdrant();
                    server.StartAsync().GetAwaiter().GetResult();
                    servers.Add(server);
                    return $"qdrant:{server.Endpoint}";
                },
                address => new QdrantStore(new Uri(address["qdrant:".Length..])));
            Assert.All(servers, server => Assert.Empty(server.Breaches));
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task KillAndResumeAsync(Func<int, string> newTarget, Func<string, IVectorStore> open)
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("JINASHARP_COPY_KILLS") ?? "8", CultureInfo.InvariantCulture);
        var source = $"embedded:{Path.Combine(_folder, "source")}";
        var expected = await FillAsync(source);
        var random = new Random(11);
        var (whole, hit, partial, runs) = (await CopyAsync(source, newTarget(-1), null), 0, 0, 0);
        for (; hit < kills || partial == 0; runs++)
        {
            Assert.True(runs < (kills * 4) + 10, $"Only {hit} kills in {runs} copies came before the end, {partial} of them in the middle of the writing.");
            var target = newTarget(runs);
            // Up to three kills in a row: a copy that goes on may be killed as well.
            for (var time = 0; time <= random.Next(3); time++)
            {
                var took = await CopyAsync(source, target, whole * (0.2 + (0.8 * random.NextDouble())));
                // Kills are spread over the time that a copy takes on this machine now.
                if (took == TimeSpan.MaxValue) hit++;
                else whole = (whole + took) / 2;
                var found = await ReadAsync(target, open);
                if (found.Count > 0 && found.Count < expected.Count) partial++;
                foreach (var (id, record) in found) AssertSame(expected[id], record);
            }

            await CopyAsync(source, target, null);

            var copied = await ReadAsync(target, open);
            Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), copied.Keys.Order(StringComparer.Ordinal));
            foreach (var (id, record) in copied) AssertSame(expected[id], record);
        }
        output.WriteLine($"{runs} copies, {hit} kills before the end, {partial} of them with a part of the records written; a whole copy takes {whole.TotalSeconds:0.00} s.");
    }

    private static async Task<Dictionary<string, VectorRecord>> FillAsync(string source)
    {
        var random = new Random(5);
        await using var store = new EmbeddedStore(source["embedded:".Length..]);
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(Name, Dimensions, keywordIndex: true), Cancellation);
        var records = Enumerable.Range(0, RecordCount).Select(n => new VectorRecord(
            $"docs/{n}.md#L1",
            Enumerable.Range(0, Dimensions).Select(_ => (float)random.NextDouble() - 0.5f).ToArray(),
            n % 5 == 0 ? null : $"text {n} of the river",
            new Dictionary<string, PayloadValue> { ["n"] = n, ["half"] = n / 2.0, ["tags"] = PayloadValue.FromList(["a", $"t{n % 7}"]) })).ToArray();
        await collection.UpsertAsync(records, Cancellation);
        return records.ToDictionary(record => record.Id);
    }

    // The time that a whole copy takes; MaxValue for one that was killed.
    private static async Task<TimeSpan> CopyAsync(string source, string target, TimeSpan? killAfter)
    {
        var started = Stopwatch.GetTimestamp();
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "jina.dll"), "collections", "copy", source, target, "--collection", Name, "--batch", "100", "--json" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (standard, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        if (killAfter is { } delay && !process.WaitForExit(delay))
        {
            process.Kill();
            await process.WaitForExitAsync(Cancellation);
            return TimeSpan.MaxValue;
        }
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, $"The copy ended with {process.ExitCode}: {await error}{await standard}");
        return Stopwatch.GetElapsedTime(started);
    }

    // Adding to the dictionary throws when an id comes twice.
    private static async Task<Dictionary<string, VectorRecord>> ReadAsync(string target, Func<string, IVectorStore> open)
    {
        var records = new Dictionary<string, VectorRecord>(StringComparer.Ordinal);
        await using var store = open(target);
        if (await store.FindCollectionAsync(Name, Cancellation) is not { } collection) return records;
        await foreach (var record in collection.ScrollAsync(parts: RecordParts.All, cancellationToken: Cancellation)) records.Add(record.Id, record);
        Assert.Equal(records.Count, await collection.CountAsync(cancellationToken: Cancellation));
        return records;
    }

    private static void AssertSame(VectorRecord expected, VectorRecord actual)
    {
        Assert.Equal(expected.Text, actual.Text);
        Assert.Equal(expected.Payload, actual.Payload);
        Assert.Equal(1, VectorMath.CosineSimilarity(((DenseVector)expected.Vector!).Values.Span, ((DenseVector)actual.Vector!).Values.Span), 1e-5);
    }
}
