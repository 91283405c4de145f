using System.Diagnostics;
using System.Globalization;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>Kills a writing process at random moments: every acknowledged batch must be there, whole, and none twice.</summary>
public sealed class KilledWriterTests
{
    private const string FolderVariable = "JINASHARP_TEST_KILLED_WRITER";
    private const int BatchSize = 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_AtRandomMoments_KeepsEveryAcknowledgedBatch()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(FolderVariable) is not null, "This is the child process.");
        var kills = int.Parse(Environment.GetEnvironmentVariable("JINASHARP_TEST_KILLS") ?? "12", CultureInfo.InvariantCulture);
        using var folder = new StoreFolder();
        var random = new Random(3);
        var next = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            var acknowledged = await WriteUntilKilledAsync(folder.Path, next, TimeSpan.FromMilliseconds(random.Next(1, 250)));

            await using var store = folder.Open();
            var collection = await store.FindCollectionAsync(StoreFolder.Collection, Cancellation);
            Assert.True(collection is not null || acknowledged < 0, "Batches were acknowledged, but there is no collection.");
            if (collection is null) continue;
            var found = await StoreFolder.ReadAsync(collection, Cancellation);
            // The batch that was under way may be there as well, as a whole.
            var last = Math.Max(acknowledged, next - 1);
            var expected = found.Count == StoreFolder.Expected(last + 2, BatchSize).Count && found.ContainsValue(last + 1) ? last + 2 : last + 1;
            Assert.Equal(StoreFolder.Expected(expected, BatchSize), found);
            next = expected;
        }
        Assert.True(next > kills, $"Only {next} batches were written in {kills} runs.");
    }

    /// <summary>The child: writes batch after batch and says so.</summary>
    [Fact]
    public async Task Child_WritesUntilKilled()
    {
        var setting = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(setting is null, "Runs only as the child of the other test.");
        var (path, first) = (setting[..setting.LastIndexOf('|')], int.Parse(setting[(setting.LastIndexOf('|') + 1)..], CultureInfo.InvariantCulture));
        await using var store = new EmbeddedStore(path, new EmbeddedStoreOptions { SegmentBytes = 20_000 });
        var collection = await store.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
        await using var output = Console.OpenStandardOutput();
        for (var batch = first; ; batch++)
        {
            await collection.UpsertAsync(StoreFolder.Batch(batch, BatchSize), Cancellation);
            await output.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"done {batch}\n"), Cancellation);
            await output.FlushAsync(Cancellation);
        }
    }

    private static async Task<int> WriteUntilKilledAsync(string path, int first, TimeSpan delay)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["exec", typeof(KilledWriterTests).Assembly.Location, "-method", $"{typeof(KilledWriterTests).FullName}.{nameof(Child_WritesUntilKilled)}", "-noLogo", "-noColor"])
            start.ArgumentList.Add(argument);
        start.Environment[FolderVariable] = $"{path}|{first}";
        using var process = Process.Start(start)!;
        var acknowledged = -1;
        var timer = Task.CompletedTask;
        while (await process.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            if (!line.StartsWith("done ", StringComparison.Ordinal)) continue;
            acknowledged = int.Parse(line.AsSpan(5), CultureInfo.InvariantCulture);
            if (timer.IsCompleted && !process.HasExited && timer == Task.CompletedTask)
                timer = Task.Delay(delay, Cancellation).ContinueWith(_ => process.Kill(), Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);
        }
        await timer;
        await process.WaitForExitAsync(Cancellation);
        return acknowledged;
    }
}
