using System.Diagnostics;
using System.Globalization;
using JinaSharp.TestSupport;

namespace JinaSharp.Core.Tests.Middleware;

/// <summary>Kills processes that write to one disk cache at random moments: what a process said it had stored is there, and nothing else than what was stored.</summary>
public sealed class KilledCacheTests
{
    private const string Variable = "JINASHARP_TEST_KILLED_CACHE";
    private const int Writers = 2;
    private const int BatchSize = 15;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_AtRandomMoments_KeepsWhatWasStored()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Variable) is not null, "This is the child process.");
        var rounds = int.Parse(Environment.GetEnvironmentVariable("JINASHARP_TEST_KILLS") ?? "12", CultureInfo.InvariantCulture) / Writers;
        var folder = TestPaths.NewTemporaryFolder();
        try
        {
            var random = new Random(5);
            var stored = new int[Writers];
            using var open = new DiskEmbeddingCache(folder);
            for (var round = 0; round < rounds; round++)
            {
                var delay = TimeSpan.FromMilliseconds(random.Next(1, 200));
                var ends = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteUntilKilledAsync(folder, writer, stored[writer], delay)));
                // The batch under way may be there in part; the next round writes it again.
                for (var writer = 0; writer < Writers; writer++) stored[writer] = Math.Max(stored[writer], ends[writer]);

                using var cache = new DiskEmbeddingCache(folder);
                await AssertHoldsAsync(cache, stored);
            }
            // A process that was there all the time finds it too, once it looks again.
            await Task.Delay(TimeSpan.FromSeconds(1.1), Cancellation);
            await AssertHoldsAsync(open, stored);
            Assert.All(stored, count => Assert.True(count > rounds, $"Only {count} batches were stored in {rounds} rounds."));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The child: stores batch after batch and says so.</summary>
    [Fact]
    public async Task Child_StoresUntilKilled()
    {
        var setting = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(setting is null, "Runs only as the child of the other test.");
        var parts = setting.Split('|');
        var (writer, first) = (int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
        using var cache = new DiskEmbeddingCache(parts[0]);
        await using var output = Console.OpenStandardOutput();
        for (var batch = first; ; batch++)
        {
            await cache.SetAsync([.. Enumerable.Range(0, BatchSize).Select(item => Entry(writer, batch, item))], Cancellation);
            await output.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"done {batch}\n"), Cancellation);
            await output.FlushAsync(Cancellation);
            // Not more than the folder may hold in the end.
            await Task.Delay(1, Cancellation);
        }
    }

    private static async Task AssertHoldsAsync(DiskEmbeddingCache cache, int[] stored)
    {
        for (var writer = 0; writer < Writers; writer++)
            for (var batch = 0; batch <= stored[writer]; batch++)
            {
                var expected = Enumerable.Range(0, BatchSize).Select(item => Entry(writer, batch, item)).ToArray();
                var found = await cache.GetAsync([.. expected.Select(entry => entry.Key)], Cancellation);
                for (var item = 0; item < BatchSize; item++)
                {
                    if (found[item] is { } entry) Assert.True(entry.Span.SequenceEqual(expected[item].Value.Span), $"Entry {item} of batch {batch} is another.");
                    else Assert.True(batch == stored[writer], $"Entry {item} of batch {batch} was stored and is gone.");
                }
            }
    }

    // Key and content follow from the numbers.
    private static KeyValuePair<EmbeddingCacheKey, ReadOnlyMemory<byte>> Entry(int writer, int batch, int item)
    {
        var random = new Random((((writer * 100_000) + batch) * 100) + item);
        var bytes = new byte[random.Next(0, 9000)];
        random.NextBytes(bytes);
        return new(new EmbeddingCacheKey((ulong)writer, (ulong)batch, (ulong)item, 1), bytes);
    }

    // The number of batches that the process said it had stored, counted from the first of all.
    private static async Task<int> WriteUntilKilledAsync(string folder, int writer, int first, TimeSpan delay)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["exec", typeof(KilledCacheTests).Assembly.Location, "-method", $"{typeof(KilledCacheTests).FullName}.{nameof(Child_StoresUntilKilled)}", "-noLogo", "-noColor"])
            start.ArgumentList.Add(argument);
        start.Environment[Variable] = $"{folder}|{writer}|{first}";
        using var process = Process.Start(start)!;
        var stored = first;
        var timer = Task.CompletedTask;
        while (await process.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            if (!line.StartsWith("done ", StringComparison.Ordinal)) continue;
            stored = int.Parse(line[5..], CultureInfo.InvariantCulture) + 1;
            // From the first write on; before it there is little to interrupt.
            if (timer == Task.CompletedTask && !process.HasExited) timer = KillAsync(process, delay);
        }
        await timer;
        await process.WaitForExitAsync(Cancellation);
        return stored;
    }

    private static async Task KillAsync(Process process, TimeSpan delay)
    {
        await Task.Delay(delay, Cancellation);
        process.Kill();
    }
}
