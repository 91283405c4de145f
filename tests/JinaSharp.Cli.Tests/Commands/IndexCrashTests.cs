using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using JinaSharp.Pipelines;
using JinaSharp.Stores;

namespace JinaSharp.Cli.Tests.Commands;

/// <summary>Kills the indexing process at random moments. JINASHARP_CRASHES sets how often; 25 when it is not set.</summary>
public sealed class IndexCrashTests(ITestOutputHelper output) : IDisposable
{
    private const int CommitSize = 150;

    private readonly string _folder = TestSupport.TestPaths.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Index_KilledAtRandomMoments_KeepsCommitsDoublesNothingAndConverges()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("JINASHARP_CRASHES"), out var asked) ? asked : 25;
        var corpus = new CrashCorpus(Path.Combine(_folder, "files"));
        var states = new List<Dictionary<string, string>>();
        for (var state = 0; state < CrashCorpus.StateCount; state++) states.Add(await ExpectedAsync(corpus, state));
        var store = Path.Combine(_folder, "store");
        var random = new Random(2024);
        var (previous, whole, hit, runs) = (-1, TimeSpan.FromSeconds(1), 0, 0);

        for (; hit < kills; runs++)
        {
            Assert.True(runs < (kills * 4) + 20, $"Only {hit} of {runs} kills came before the end.");
            var isFresh = runs % 3 == 0;
            if (isFresh && Directory.Exists(store))
            {
                Directory.Delete(store, recursive: true);
                previous = -1;
            }
            var state = random.Next(CrashCorpus.StateCount);
            corpus.Apply(state);
            using (var process = Start(store, corpus.Folder))
            {
                if (!process.WaitForExit(whole * random.NextDouble())) hit++;
                process.Kill();
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
            await CheckAfterKillAsync(store, states[state], previous < 0 ? [] : states[previous]);

            var started = Stopwatch.GetTimestamp();
            using (var process = Start(store, corpus.Folder))
            {
                await process.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.Equal(0, process.ExitCode);
            }
            // Kills are spread over the time that such a run takes, whatever the machine and whoever else uses it.
            whole = (whole + Stopwatch.GetElapsedTime(started)) / 2;
            Assert.Equal(states[state].OrderBy(entry => entry.Key, StringComparer.Ordinal), (await ReadAsync(store)).OrderBy(entry => entry.Key, StringComparer.Ordinal));
            previous = state;
        }
        output.WriteLine($"{runs} runs, {hit} of them killed before they had ended (within {whole.TotalSeconds:0.0} s); {states.Max(state => state.Count)} chunks.");
    }

    // What is there is from the files before or the files now; a file that the ledger calls done is there whole.
    private static async Task CheckAfterKillAsync(string folder, Dictionary<string, string> now, Dictionary<string, string> before)
    {
        if (!Directory.Exists(folder)) return;
        await using var store = new EmbeddedStore(folder);
        var found = await ReadAsync(store);
        foreach (var (id, content) in found)
            Assert.True((now.TryGetValue(id, out var value) && value == content) || (before.TryGetValue(id, out var old) && old == content), $"Record {id} is of no state.");
        if (await store.FindCollectionAsync("default_files") is not { } ledger) return;
        await foreach (var entry in ledger.ScrollAsync())
        {
            if (!entry.Payload["done"].AsBoolean()) continue;
            var count = (int)entry.Payload["chunks"].AsInt64();
            for (var chunk = 0; chunk < count; chunk++)
                Assert.True(found.ContainsKey($"{entry.Id}-{chunk}"), $"{entry.Payload["path"]} is done, but chunk {chunk} of {count} is missing.");
        }
    }

    private static async Task<Dictionary<string, string>> ExpectedAsync(CrashCorpus corpus, int state)
    {
        corpus.Apply(state);
        await using var store = EmbeddedStore.InMemory();
        using var generator = new LexicalEmbeddingGenerator();
        await new FileIndexer(store, new JinaEmbeddingFunction(generator)).IndexAsync([corpus.Folder]);
        return await ReadAsync(store);
    }

    private static async Task<Dictionary<string, string>> ReadAsync(string folder)
    {
        await using var store = new EmbeddedStore(folder);
        return await ReadAsync(store);
    }

    // Adding to the dictionary throws when an id comes twice.
    private static async Task<Dictionary<string, string>> ReadAsync(EmbeddedStore store)
    {
        var records = new Dictionary<string, string>(StringComparer.Ordinal);
        if (await store.FindCollectionAsync("default") is not { } collection) return records;
        await foreach (var record in collection.ScrollAsync(parts: RecordParts.All))
        {
            var vector = MemoryMarshal.AsBytes(((DenseVector)record.Vector!).Values.Span);
            var payload = string.Join(";", record.Payload.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value}"));
            records.Add(record.Id, Convert.ToHexString(SHA256.HashData([.. Encoding.UTF8.GetBytes(record.Text + payload), .. vector])));
        }
        Assert.Equal(records.Count, await collection.CountAsync());
        return records;
    }

    private static Process Start(string store, string folder) => Process.Start(new ProcessStartInfo("dotnet")
    {
        ArgumentList = { Path.Combine(AppContext.BaseDirectory, "jina.dll"), "index", folder, "--store", $"embedded:{store}", "--quiet", "--json", "--commit-chunks", $"{CommitSize}" },
        RedirectStandardOutput = true,
        Environment = { ["JINA_API_KEY"] = "" },
    })!;
}
