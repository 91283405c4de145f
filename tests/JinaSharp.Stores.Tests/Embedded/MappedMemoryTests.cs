using System.Globalization;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>What the files of a collection take of the process's memory, as the system counts it.</summary>
public sealed class MappedMemoryTests : IDisposable
{
    private const int Dimensions = 256;
    private const int Segments = 4;

    // A header, a table and the few pages around them that the system maps with them, for each file; their tables of ids alone would be four times that.
    private const long MostBytesPerFile = 150_000;

    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Writing_KeepsPagesOfFilesOnlyForReaders(bool isRead)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The system's view of a process's memory is read from /proc.");
        await using var store = _folder.Open(new EmbeddedStoreOptions { Durable = false, SegmentBytes = 24 << 20 });
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", Dimensions), Cancellation);
        var vector = new DenseVector(Enumerable.Range(1, Dimensions).Select(value => (float)value).ToArray());
        var batch = 0;
        // A file that is done before the batch beside it is leaves the pages that the batch looked for ids in: then the next one must give them back.
        for (var files = Segments; files < Segments + 6; files++)
        {
            for (; Files().Length < files; batch++)
            {
                await collection.UpsertAsync([.. Enumerable.Range(0, 1000).Select(row => new VectorRecord($"{batch}-{row}", vector))], Cancellation);
                if (isRead) await collection.SearchAsync(SearchQuery.ByVector(vector), Cancellation);
                // Alone, so that nothing looks for many ids between the making of a file and the measurement.
                await collection.UpsertAsync([new VectorRecord($"{batch}", vector)], Cancellation);
            }

            // The last file is still being made.
            var deadline = TimeProvider.System.GetTimestamp();
            while (!isRead && MappedBytes() > files * MostBytesPerFile && TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(2)) await Task.Delay(50, Cancellation);
            if (isRead || MappedBytes() <= files * MostBytesPerFile) break;
        }

        if (isRead) Assert.InRange(MappedBytes(), 20_000_000, long.MaxValue);
        else Assert.InRange(MappedBytes(), 0, Files().Length * MostBytesPerFile);
    }

    private string[] Files() => Directory.GetFiles(_folder.CollectionPath, "*.jseg");

    // The resident bytes of the mappings of the folder's files.
    private long MappedBytes()
    {
        var (sum, isOurs) = (0L, false);
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            // A mapping begins with its addresses, in small letters; its numbers follow, each with a name.
            if (!char.IsAsciiLetterUpper(line[0]))
                isOurs = line.Contains(_folder.Path, StringComparison.Ordinal) && line.EndsWith(".jseg", StringComparison.Ordinal);
            else if (isOurs && line.StartsWith("Rss:", StringComparison.Ordinal))
                sum += long.Parse(line.AsSpan(4).Trim().TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture) * 1024;
        }
        return sum;
    }
}
