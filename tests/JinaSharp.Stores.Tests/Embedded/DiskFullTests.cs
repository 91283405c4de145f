using System.Diagnostics;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>A disk without room: a child process whose files may not grow beyond a limit.</summary>
public sealed class DiskFullTests
{
    private const string FolderVariable = "JINASHARP_TEST_FULL_DISK";
    private const int LimitKiB = 300;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NoRoomLeft_WritesFailClearly_NothingAcknowledgedIsLost()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The limit is set by a Unix shell.");
        Assert.SkipWhen(Environment.GetEnvironmentVariable(FolderVariable) is not null, "This is the child process.");
        using var folder = new StoreFolder();

        // Without the signal the write itself fails. The runtime's own doubly mapped code pages would fall under the limit too.
        var command = $"trap '' XFSZ; ulimit -f {LimitKiB}; exec dotnet exec \"$0\" -method {typeof(DiskFullTests).FullName}.{nameof(Child_WritesUntilFull)} -noLogo -noColor";
        var start = new ProcessStartInfo("bash", ["-c", command, typeof(DiskFullTests).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment[FolderVariable] = folder.Path;
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);

        Assert.True(process.ExitCode == 0, output);
        var written = int.Parse((await File.ReadAllTextAsync(Path.Combine(folder.Path, "written"), Cancellation)).Trim());
        Assert.True(written > 5, output);
        await using var store = folder.Open();
        Assert.Equal(StoreFolder.Expected(written), await StoreFolder.ReadAsync((await store.FindCollectionAsync(StoreFolder.Collection, Cancellation))!, Cancellation));
    }

    /// <summary>The child: writes until nothing fits any more, with a log that fills up and with a segment that does.</summary>
    [Fact]
    public async Task Child_WritesUntilFull()
    {
        var path = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(path is null, "Runs only as the child of the other test.");
        await using var store = new EmbeddedStore(path, new EmbeddedStoreOptions { SegmentBytes = 100_000 });
        var collection = await store.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
        var batch = 0;
        VectorStoreException? error = null;
        for (; error is null && batch < 10_000; batch += error is null ? 1 : 0)
        {
            try
            {
                await collection.UpsertAsync(StoreFolder.Batch(batch), Cancellation);
            }
            catch (VectorStoreException failure)
            {
                error = failure;
            }
        }

        await File.WriteAllTextAsync(Path.Combine(path, "written"), batch.ToString(), Cancellation);
        Assert.Equal("disk_full", error?.Code);
        Assert.Equal(StoreFolder.Batch(batch).Select(record => record.Id), error!.UnwrittenIds);
        Assert.Contains("free some space", error.Message, StringComparison.Ordinal);
        Assert.Equal(StoreFolder.Expected(batch), await StoreFolder.ReadAsync(collection, Cancellation));
        Assert.Equal("disk_full", (await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync(StoreFolder.Batch(batch), Cancellation))).Code);
        Assert.Equal(StoreFolder.Expected(batch), await StoreFolder.ReadAsync(collection, Cancellation));
    }
}
