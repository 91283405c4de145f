namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>Records in segment files: written, merged, reopened, damaged.</summary>
public sealed class SegmentTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static EmbeddedStoreOptions Small => new() { Durable = false, SegmentBytes = 4000 };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(6)]
    [InlineData(40)]
    [InlineData(150)]
    public async Task ManySeals_Reopened_HoldTheSameAsTheLog(int batches)
    {
        await WriteAsync(batches);

        await using var store = _folder.Open();
        var collection = (await store.FindCollectionAsync(StoreFolder.Collection, Cancellation))!;

        Assert.Equal(StoreFolder.Expected(batches), await StoreFolder.ReadAsync(collection, Cancellation));
        Assert.InRange(Directory.GetFiles(_folder.CollectionPath, "*.jseg").Length, 1, 20);
        // Closing gives up the merging of files: new rows stay in a log of their own then.
        Assert.InRange(Directory.GetFiles(_folder.CollectionPath, "*.jlog").Length, 1, 2);
    }

    [Fact]
    public async Task Sealed_EverySearch_EqualsTheOneInMemory()
    {
        await WriteAsync(30);
        await using var files = _folder.Open();
        await using var memory = EmbeddedStore.InMemory();
        var mapped = (await files.FindCollectionAsync(StoreFolder.Collection, Cancellation))!;
        var plain = await memory.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
        for (var batch = 0; batch < 30; batch++) await plain.UpsertAsync(StoreFolder.Batch(batch), Cancellation);

        foreach (var query in Queries())
        {
            var expected = await plain.SearchAsync(query, Cancellation);
            var actual = await mapped.SearchAsync(query, Cancellation);
            Assert.Equal(expected.Select(hit => Math.Round(hit.Score, 4)), actual.Select(hit => Math.Round(hit.Score, 4)));
        }
    }

    [Fact]
    public async Task Compact_AfterDeletes_LeavesOneFileWithoutThem()
    {
        await WriteAsync(20);
        await using (var store = _folder.Open(Small))
        {
            var collection = (EmbeddedCollection)(await store.FindCollectionAsync(StoreFolder.Collection, Cancellation))!;
            await collection.DeleteAsync(Filter.Lt("batch", 15), Cancellation);
            await collection.CompactAsync(Cancellation);
            Assert.Equal(StoreFolder.Expected(20).Where(entry => entry.Value >= 15).ToDictionary(), await StoreFolder.ReadAsync(collection, Cancellation));
        }

        await using var again = _folder.Open();
        var file = Assert.Single(Directory.GetFiles(_folder.CollectionPath, "*.jseg"));
        Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf("b3-4"u8));
        Assert.Equal(
            StoreFolder.Expected(20).Where(entry => entry.Value >= 15).ToDictionary(),
            await StoreFolder.ReadAsync((await again.FindCollectionAsync(StoreFolder.Collection, Cancellation))!, Cancellation));
    }

    [Fact]
    public async Task Compact_OfNothing_IsFine()
    {
        await using var store = _folder.Open(Small);
        var collection = (EmbeddedCollection)await store.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
        await collection.CompactAsync(Cancellation);
        await collection.UpsertAsync(StoreFolder.Batch(0), Cancellation);
        await collection.DeleteAsync(Filter.All, Cancellation);
        await collection.CompactAsync(Cancellation);

        Assert.Empty(await StoreFolder.ReadAsync(collection, Cancellation));
        await collection.UpsertAsync(StoreFolder.Batch(1), Cancellation);
        Assert.Equal(6, await collection.CountAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Reader_OfAnotherStore_FollowsSealsAndMerges()
    {
        await using var writing = _folder.Open(Small);
        await using var reading = _folder.Open();
        var written = await writing.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
        var read = (await reading.FindCollectionAsync(StoreFolder.Collection, Cancellation))!;

        for (var batch = 0; batch < 60; batch++)
        {
            await written.UpsertAsync(StoreFolder.Batch(batch), Cancellation);
            if (batch % 7 == 0) Assert.Equal(StoreFolder.Expected(batch + 1), await StoreFolder.ReadAsync(read, Cancellation));
        }
    }

    [Fact]
    public async Task View_HeldOverSealAndCompaction_StaysReadable()
    {
        await using var store = _folder.Open(Small);
        var collection = (EmbeddedCollection)await store.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
        for (var batch = 0; batch < 10; batch++) await collection.UpsertAsync(StoreFolder.Batch(batch), Cancellation);
        await using var scroll = collection.ScrollAsync(parts: RecordParts.All, cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await scroll.MoveNextAsync());

        for (var batch = 10; batch < 40; batch++) await collection.UpsertAsync(StoreFolder.Batch(batch), Cancellation);
        await collection.CompactAsync(Cancellation);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        var count = 1;
        for (; await scroll.MoveNextAsync(); count++) StoreFolder.AssertRecord(scroll.Current);
        Assert.Equal(StoreFolder.Expected(10).Count, count);
    }

    [Fact]
    public async Task Damaged_SegmentOrManifest_IsNamedNeverReturned()
    {
        await WriteAsync(20);
        var random = new Random(4);
        foreach (var file in Directory.GetFiles(_folder.CollectionPath).Where(file => file.EndsWith(".jseg", StringComparison.Ordinal) || file.EndsWith("manifest.bin", StringComparison.Ordinal)))
        {
            var good = await File.ReadAllBytesAsync(file, Cancellation);
            for (var i = 0; i < 25; i++)
            {
                var bad = (byte[])good.Clone();
                var place = random.Next(bad.Length);
                bad[place] ^= (byte)(1 << random.Next(8));
                if (i % 5 == 0) bad = bad[..place];
                await File.WriteAllBytesAsync(file, bad, Cancellation);
                try
                {
                    Assert.Equal(StoreFolder.Expected(20), await ReadAllAsync());
                    // Only bytes that mean nothing may be changed without notice: the unused part of a segment's header.
                    Assert.True(place is >= 96 and < 4096 && bad.Length == good.Length, $"A changed byte {place} of {Path.GetFileName(file)} went unnoticed.");
                }
                catch (VectorStoreException error)
                {
                    Assert.Contains(_folder.CollectionPath, error.Message, StringComparison.Ordinal);
                }
            }
            await File.WriteAllBytesAsync(file, good, Cancellation);
        }
        Assert.Equal(StoreFolder.Expected(20), await ReadAllAsync());
    }

    [Fact]
    public async Task Leftovers_OfAnInterruptedSeal_AreIgnoredAndRemoved()
    {
        await WriteAsync(20);
        await File.WriteAllBytesAsync(Path.Combine(_folder.CollectionPath, "segment-0000009999.jseg"), new byte[100], Cancellation);
        await File.WriteAllBytesAsync(Path.Combine(_folder.CollectionPath, "log-0000009999.jlog"), new byte[100], Cancellation);
        await File.WriteAllBytesAsync(Path.Combine(_folder.CollectionPath, "manifest.bin.new"), new byte[100], Cancellation);

        Assert.Equal(StoreFolder.Expected(20), await ReadAllAsync());
        await using (var store = _folder.Open())
            await (await store.FindCollectionAsync(StoreFolder.Collection, Cancellation))!.UpsertAsync(StoreFolder.Batch(20), Cancellation);

        Assert.Empty(Directory.GetFiles(_folder.CollectionPath, "*9999*"));
        Assert.Empty(Directory.GetFiles(_folder.CollectionPath, "*.new"));
        Assert.Equal(StoreFolder.Expected(21), await ReadAllAsync());
    }

    private static IEnumerable<SearchQuery> Queries()
    {
        var record = StoreFolder.Record("b7-3", 7);
        foreach (var (name, vector) in StoreFolder.Record("b8-5", 8).Vectors)
        {
            yield return SearchQuery.ByVector(vector, 20, name);
            yield return SearchQuery.ByVector(vector, 20, name) with { Filter = Filter.Gte("batch", 10) };
        }
        yield return SearchQuery.ByText("batch7 text", 20);
        yield return SearchQuery.ByText("b9");
        yield return SearchQuery.ById("b7-3");
        yield return SearchQuery.Hybrid(record.Vectors[""], "batch9", 20);
        yield return SearchQuery.ByVector(record.Vectors[""]) with { GroupBy = "batch", GroupSize = 3 };
        yield return SearchQuery.ByLeg(SearchLeg.ByVector(record.Vectors[""]) with { Coarse = new CoarseSearch { SignCodes = true } });
        yield return SearchQuery.ByLeg(SearchLeg.ByVector(record.Vectors[""]) with { Coarse = new CoarseSearch { VectorName = "bytes" } });
    }

    private async Task WriteAsync(int batches)
    {
        await using var store = _folder.Open(Small);
        var collection = await store.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
        for (var batch = 0; batch < batches; batch++) await collection.UpsertAsync(StoreFolder.Batch(batch), Cancellation);
    }

    private async Task<Dictionary<string, int>> ReadAllAsync()
    {
        await using var store = _folder.Open();
        var collection = (await store.FindCollectionAsync(StoreFolder.Collection, Cancellation))!;
        foreach (var query in Queries()) await collection.SearchAsync(query, Cancellation);
        return await StoreFolder.ReadAsync(collection, Cancellation);
    }
}
