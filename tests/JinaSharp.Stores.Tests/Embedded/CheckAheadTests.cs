using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Storage;
using Microsoft.Extensions.AI;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>Blocks are checked beside the searches; damage is still found by who reads it.</summary>
public sealed class CheckAheadTests : IDisposable
{
    private const int Rows = 3000;
    private const int Dimensions = 64;

    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task GoodFile_LeavesNoBlockUnchecked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What is in memory is asked of Linux only.");
        await WriteAsync();
        await using var store = _folder.Open();
        var file = await OpenAsync(store);

        Assert.NotEqual(0, file.UncheckedCount);
        file.CheckAhead(Cancellation);

        Assert.Equal(0, file.UncheckedCount);
    }

    [Fact]
    public async Task FileWithoutLists_IsLeftToItsSearches()
    {
        await WriteAsync(indexRows: 100_000);
        await using var store = _folder.Open();
        var file = await OpenAsync(store);
        var before = file.UncheckedCount;

        file.CheckAhead(Cancellation);

        Assert.Equal(before, file.UncheckedCount);
    }

    [Fact]
    public async Task Cancelled_ChecksNothing()
    {
        await WriteAsync();
        await using var store = _folder.Open();
        var file = await OpenAsync(store);
        var before = file.UncheckedCount;

        file.CheckAhead(new CancellationToken(canceled: true));

        Assert.Equal(before, file.UncheckedCount);
    }

    [Fact]
    public async Task ChangedByteInTheRows_IsThrownBySearches()
    {
        await WriteAsync();
        var path = Directory.GetFiles(Path.Combine(_folder.Path, "checked"), "*.jseg").Single();
        var bytes = await File.ReadAllBytesAsync(path, Cancellation);
        var place = bytes.AsSpan().IndexOf(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Vector(1700).AsSpan()));
        Assert.True(place > 0);
        bytes[place + 5] ^= 4;
        await File.WriteAllBytesAsync(path, bytes, Cancellation);

        for (var round = 0; round < 20; round++)
        {
            await using var store = _folder.Open();
            var file = await OpenAsync(store);
            if (round % 2 == 0) file.CheckAhead(Cancellation);
            var collection = (await store.FindCollectionAsync("checked", Cancellation))!;

            var error = await Assert.ThrowsAsync<DamagedStoreException>(() => collection.SearchAsync(SearchQuery.ByVector(Vector(1)) with { Exact = true }, Cancellation));
            Assert.Equal(path, error.File);
        }
    }

    private static async Task<MappedSegmentFile> OpenAsync(EmbeddedStore store)
    {
        var collection = (EmbeddedCollection)(await store.FindCollectionAsync("checked", Cancellation))!;
        return ((SealedSegment)collection.View.Slices[0].Segment).File;
    }

    private async Task WriteAsync(int indexRows = 1000)
    {
        await using var store = _folder.Open();
        var collection = (EmbeddedCollection)await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("checked", Dimensions, keywordIndex: true) with { AdditionalProperties = new AdditionalPropertiesDictionary { ["embedded.index_rows"] = indexRows } }, Cancellation);
        await collection.UpsertAsync([.. Enumerable.Range(0, Rows).Select(row => new VectorRecord($"r{row}", Vector(row), $"text {row}"))], Cancellation);
        await collection.CompactAsync(Cancellation);
    }

    private static float[] Vector(int row)
    {
        var random = new Random(row);
        return [.. Enumerable.Range(0, Dimensions).Select(_ => random.NextSingle() - 0.5f)];
    }
}
