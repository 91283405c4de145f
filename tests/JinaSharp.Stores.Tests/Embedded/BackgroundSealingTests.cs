namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>Rows become files beside the writing. A folder that lies in the way of the file stops that at a known place: the state of a crash in the middle of it.</summary>
public sealed class BackgroundSealingTests : IDisposable
{
    private static readonly EmbeddedStoreOptions Small = new() { Durable = false, SegmentBytes = 20_000 };

    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Obstacle => Path.Combine(_folder.CollectionPath, "segment-0000000001.jseg");

    private string[] Logs => [.. Directory.GetFiles(_folder.CollectionPath, "*.jlog").Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Failing_WritesGoOnUntilMemoryIsFull_ThenSayWhyAndLoseNothing()
    {
        await using var store = _folder.Open(Small);
        var collection = await store.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
        Directory.CreateDirectory(Obstacle);
        var batches = 0;

        var error = await Assert.ThrowsAsync<VectorStoreException>(async () =>
        {
            for (; batches < 500; batches++) await collection.UpsertAsync(StoreFolder.Batch(batches), Cancellation);
        });

        Assert.Equal("read_only", error.Code);
        Assert.Equal(StoreFolder.Batch(batches).Select(record => record.Id), error.UnwrittenIds);
        Assert.Equal(2, Logs.Length);
        Assert.Equal(StoreFolder.Expected(batches), await StoreFolder.ReadAsync(collection, Cancellation));

        Directory.Delete(Obstacle);
        await collection.UpsertAsync(StoreFolder.Batch(batches), Cancellation);

        Assert.Equal(StoreFolder.Expected(batches + 1), await StoreFolder.ReadAsync(collection, Cancellation));
        Assert.NotEmpty(Directory.GetFiles(_folder.CollectionPath, "*.jseg"));
    }

    [Fact]
    public async Task DeletedAndReplacedMeanwhile_StayGone()
    {
        var expected = StoreFolder.Expected(20);
        await using (var store = _folder.Open(Small))
        {
            var collection = await store.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
            Directory.CreateDirectory(Obstacle);
            var batch = 0;
            while (Logs.Length < 2) await collection.UpsertAsync(StoreFolder.Batch(batch++), Cancellation);
            // These rows are frozen now, all but the last batch.
            await collection.DeleteAsync(["b0-3", "b1-4"], Cancellation);
            await collection.UpsertAsync([StoreFolder.Record("b0-2", 77), StoreFolder.Record("b1-5", 78)], Cancellation);
            Directory.Delete(Obstacle);
            await ((EmbeddedCollection)collection).CompactAsync(Cancellation);
            while (batch < 20) await collection.UpsertAsync(StoreFolder.Batch(batch++), Cancellation);
            expected.Remove("b0-3");
            expected.Remove("b1-4");
            (expected["b0-2"], expected["b1-5"]) = (77, 78);

            Assert.Equal(expected, await StoreFolder.ReadAsync(collection, Cancellation));
        }

        Assert.Equal(expected, await OpenAndReadAsync());
    }

    [Fact]
    public async Task Interrupted_OpensWithBothLogs_AlsoInAnotherProcessThatReadsOn()
    {
        await using var reader = _folder.Open();
        IVectorCollection? reading = null;
        var batches = await WriteTwoLogsAsync(async written =>
        {
            reading ??= await reader.FindCollectionAsync(StoreFolder.Collection, Cancellation);
            Assert.Equal(StoreFolder.Expected(written), await StoreFolder.ReadAsync(reading!, Cancellation));
        });

        Assert.Equal(2, Logs.Length);
        Assert.Equal(StoreFolder.Expected(batches), await OpenAndReadAsync());
        await using (var store = _folder.Open(Small))
        {
            var collection = (await store.FindCollectionAsync(StoreFolder.Collection, Cancellation))!;
            await collection.UpsertAsync(StoreFolder.Batch(batches), Cancellation);
            await ((EmbeddedCollection)collection).CompactAsync(Cancellation);
        }
        Assert.Single(Logs);
        Assert.Equal(StoreFolder.Expected(batches + 1), await OpenAndReadAsync());
        Assert.Equal(StoreFolder.Expected(batches + 1), await StoreFolder.ReadAsync(reading!, Cancellation));
    }

    [Fact]
    public async Task Interrupted_EitherLogCutOrChanged_IsNamedAndTheGoodPartKept()
    {
        var batches = await WriteTwoLogsAsync();
        string[] logs = Logs;
        byte[][] contents = [await File.ReadAllBytesAsync(logs[0], Cancellation), await File.ReadAllBytesAsync(logs[1], Cancellation)];
        var random = new Random(4);
        var whole = StoreFolder.Expected(batches);
        for (var round = 0; round < 120; round++)
        {
            var which = round % 3 == 0 ? 1 : 0;
            var damaged = (byte[])contents[which].Clone();
            var place = round < 6 ? round * 11 : random.Next(damaged.Length);
            var isCut = round % 2 == 0;
            if (isCut) damaged = damaged[..place];
            else damaged[place] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(logs[which], damaged, Cancellation);

            try
            {
                // The end of the last log may be missing (nobody waited for it, for all that can be known), and zeros that fill a frame mean nothing.
                var found = await OpenAndReadAsync();
                if (!isCut || which == 0) Assert.Equal(whole, found);
                AssertPrefix(found, batches);
            }
            catch (DamagedStoreException error)
            {
                Assert.Equal(logs[which], error.File);
                Assert.InRange(error.Offset, 0, place);
                // Without the header of its first log a collection does not open.
                if (which == 1 || place >= 64) AssertPrefix(await OpenAndReadAsync(new EmbeddedStoreOptions { KeepGoodPrefix = true }), batches);
            }
            await File.WriteAllBytesAsync(logs[which], contents[which], Cancellation);
        }
        foreach (var which in (int[])[0, 1]) await File.WriteAllBytesAsync(logs[which], contents[which], Cancellation);

        Assert.Equal(whole, await OpenAndReadAsync());
    }

    [Fact]
    public async Task DamageInTheFirstLog_KeptAndWritten_SetsTheSecondAside()
    {
        await WriteTwoLogsAsync();
        string[] logs = Logs;
        var damaged = await File.ReadAllBytesAsync(logs[0], Cancellation);
        damaged[damaged.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(logs[0], damaged, Cancellation);
        var second = await File.ReadAllBytesAsync(logs[1], Cancellation);

        Dictionary<string, int> kept;
        await using (var store = _folder.Open(new EmbeddedStoreOptions { KeepGoodPrefix = true, Durable = false }))
        {
            var collection = (await store.FindCollectionAsync(StoreFolder.Collection, Cancellation))!;
            kept = await StoreFolder.ReadAsync(collection, Cancellation);
            await collection.UpsertAsync([StoreFolder.Record("new", 5)], Cancellation);
        }
        kept["new"] = 5;

        Assert.Equal(kept, await OpenAndReadAsync());
        Assert.Equal(damaged, await File.ReadAllBytesAsync(logs[0] + ".damaged", Cancellation));
        Assert.Equal(second, await File.ReadAllBytesAsync(logs[1] + ".damaged", Cancellation));
    }

    [Fact]
    public async Task ReadersDuringIt_NeverSeeHalfABatch()
    {
        await using var store = _folder.Open(Small);
        var collection = await store.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
        using var stop = new CancellationTokenSource();
        var begun = 0;
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var reads = 0;
            for (; !stop.IsCancellationRequested; reads++)
            {
                if (reads == 1) Interlocked.Increment(ref begun);
                var found = new Dictionary<string, int>();
                await foreach (var record in collection.ScrollAsync(parts: RecordParts.All, cancellationToken: Cancellation))
                    found.Add(record.Id, (int)record.Payload["batch"].AsInt64());
                var batch = found.Count == 0 ? 0 : found.Values.Max() + 1;
                Assert.Equal(StoreFolder.Expected(batch), found);
            }
            return reads;
        }, Cancellation)).ToList();

        // Readers may have to wait for a thread.
        for (var batch = 0; batch < 150 || (Volatile.Read(ref begun) < 2 && batch < 3000); batch++) await collection.UpsertAsync(StoreFolder.Batch(batch), Cancellation);
        await stop.CancelAsync();

        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
        Assert.True(Directory.GetFiles(_folder.CollectionPath, "*.jseg").Length > 0);
    }

    // The first log's rows are frozen and in no file yet; the second goes on from it.
    private async Task<int> WriteTwoLogsAsync(Func<int, Task>? afterBatch = null)
    {
        await using var store = _folder.Open(Small);
        var collection = await store.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
        Directory.CreateDirectory(Obstacle);
        var batch = 0;
        for (var left = 3; left > 0;)
        {
            await collection.UpsertAsync(StoreFolder.Batch(batch++), Cancellation);
            if (afterBatch is not null) await afterBatch(batch);
            if (Logs.Length == 2) left--;
        }
        await store.DisposeAsync();
        Directory.Delete(Obstacle);
        return batch;
    }

    // Whole batches, in order, are there; those after them are not.
    private static void AssertPrefix(Dictionary<string, int> found, int batches)
    {
        var count = found.Count == 0 ? 0 : found.Values.Max() + 1;
        Assert.InRange(count, 0, batches);
        Assert.Equal(StoreFolder.Expected(count), found);
    }

    private async Task<Dictionary<string, int>> OpenAndReadAsync(EmbeddedStoreOptions? options = null)
    {
        await using var store = _folder.Open(options);
        return await StoreFolder.ReadAsync((await store.FindCollectionAsync(StoreFolder.Collection, Cancellation))!, Cancellation);
    }
}
