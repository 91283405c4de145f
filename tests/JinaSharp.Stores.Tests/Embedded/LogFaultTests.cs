using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>Logs cut and changed at every record boundary and at random places: what opens is the state after some batch, unchanged; what doesn't says file and place.</summary>
public sealed class LogFaultTests : IDisposable
{
    private const int Batches = 12;

    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Truncated_AtAnyPlace_OpensWithTheWholeBatchesBefore()
    {
        var (log, boundaries) = await WriteAsync();
        foreach (var length in Places(log.Length, boundaries).Where(place => place >= LogHeader.ByteCount))
        {
            await File.WriteAllBytesAsync(_folder.Log, log[..length], Cancellation);
            // The last frame only says that the writer ended in order.
            var whole = Math.Min(Batches, boundaries.Count(boundary => boundary <= length) - 1);

            Assert.Equal(StoreFolder.Expected(whole), await OpenAndReadAsync());
        }
    }

    [Fact]
    public async Task Truncated_ThenWritten_GoesOnFromTheGoodPart()
    {
        var (log, boundaries) = await WriteAsync();
        await File.WriteAllBytesAsync(_folder.Log, log[..(boundaries[4] + 30)], Cancellation);

        await using (var store = _folder.Open())
        {
            var collection = (await store.FindCollectionAsync(StoreFolder.Collection, Cancellation))!;
            await collection.UpsertAsync(StoreFolder.Batch(4), Cancellation);
        }

        Assert.Equal(StoreFolder.Expected(5), await OpenAndReadAsync());
    }

    [Fact]
    public async Task TruncatedHeader_IsDamage()
    {
        var (log, _) = await WriteAsync();
        foreach (var length in (int[])[0, 1, 8, 63])
        {
            await File.WriteAllBytesAsync(_folder.Log, log[..length], Cancellation);

            Assert.Equal(0, (await Assert.ThrowsAsync<DamagedStoreException>(OpenAndReadAsync)).Offset);
        }
    }

    [Fact]
    public async Task Flipped_AtAnyPlace_IsNamedAndTheGoodPartKept()
    {
        var (log, boundaries) = await WriteAsync();
        var random = new Random(2);
        foreach (var place in Places(log.Length, boundaries))
        {
            var damaged = (byte[])log.Clone();
            damaged[place] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(_folder.Log, damaged, Cancellation);
            var frame = boundaries.FindLastIndex(boundary => boundary <= place);
            if (place < LogHeader.ByteCount)
            {
                var refusal = await Assert.ThrowsAnyAsync<VectorStoreException>(OpenAndReadAsync);
                Assert.Contains(_folder.Log, refusal.Message, StringComparison.Ordinal);
                continue;
            }
            if (frame == boundaries.Count - 2)
            {
                // The last frame holds nothing; without it the log ends a frame earlier.
                Assert.Equal(StoreFolder.Expected(Batches), await OpenAndReadAsync());
                continue;
            }
            // Zeros that fill a frame up to a multiple of 8 mean nothing.
            if (log[place] == 0 && boundaries[frame + 1] - place < 8 && await TryReadAsync() is { } whole)
            {
                Assert.Equal(StoreFolder.Expected(Batches), whole);
                continue;
            }
            var error = await Assert.ThrowsAsync<DamagedStoreException>(OpenAndReadAsync);
            Assert.Equal(_folder.Log, error.File);
            Assert.Equal(boundaries[frame], error.Offset);
            Assert.Equal(StoreFolder.Expected(frame), await OpenAndReadAsync(new EmbeddedStoreOptions { KeepGoodPrefix = true }));
        }
    }

    [Fact]
    public async Task KeepGoodPrefix_ThenWritten_KeepsTheDamagedLogAside()
    {
        var (log, boundaries) = await WriteAsync();
        log[boundaries[6] + 50] ^= 1;
        await File.WriteAllBytesAsync(_folder.Log, log, Cancellation);

        await using (var store = _folder.Open(new EmbeddedStoreOptions { KeepGoodPrefix = true }))
        {
            var collection = (await store.FindCollectionAsync(StoreFolder.Collection, Cancellation))!;
            await collection.UpsertAsync(StoreFolder.Batch(6), Cancellation);
        }

        Assert.Equal(StoreFolder.Expected(7), await OpenAndReadAsync());
        Assert.Equal(log, await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(_folder.CollectionPath, "*.damaged")), Cancellation));
    }

    [Fact]
    public async Task LogOfAnotherCollection_IsRefused()
    {
        await WriteAsync();
        await using (var store = _folder.Open())
        {
            var other = await store.GetOrCreateCollectionAsync(StoreFolder.Definition with { Name = "other" }, Cancellation);
            await other.UpsertAsync(StoreFolder.Batch(0), Cancellation);
        }
        File.Copy(Directory.GetFiles(Path.Combine(_folder.Path, "other"), "*.jlog")[0], _folder.Log, overwrite: true);

        Assert.Contains("another collection", (await Assert.ThrowsAsync<DamagedStoreException>(OpenAndReadAsync)).Message, StringComparison.Ordinal);
    }

    private async Task<(byte[] Log, List<int> Boundaries)> WriteAsync()
    {
        var boundaries = new List<int> { LogHeader.ByteCount };
        await using (var store = _folder.Open())
        {
            var collection = await store.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
            for (var batch = 0; batch < Batches; batch++)
            {
                await collection.UpsertAsync(StoreFolder.Batch(batch), Cancellation);
                boundaries.Add((int)new FileInfo(_folder.Log).Length);
            }
        }
        var log = await File.ReadAllBytesAsync(_folder.Log, Cancellation);
        boundaries.Add(log.Length);
        return (log, boundaries);
    }

    private static IEnumerable<int> Places(int length, List<int> boundaries)
    {
        var random = new Random(1);
        int[] near = [.. boundaries.SelectMany(boundary => (int[])[boundary - 9, boundary - 1, boundary, boundary + 1, boundary + 7, boundary + 25, boundary + 39, boundary + 40])];
        return near.Concat(Enumerable.Range(0, 150).Select(_ => random.Next(length))).Where(place => place >= 0 && place < length).Distinct();
    }

    private async Task<Dictionary<string, int>?> TryReadAsync()
    {
        try
        {
            return await OpenAndReadAsync();
        }
        catch (DamagedStoreException)
        {
            return null;
        }
    }

    private Task<Dictionary<string, int>> OpenAndReadAsync() => OpenAndReadAsync(null);

    private async Task<Dictionary<string, int>> OpenAndReadAsync(EmbeddedStoreOptions? options)
    {
        await using var store = _folder.Open(options);
        return await StoreFolder.ReadAsync((await store.FindCollectionAsync(StoreFolder.Collection, Cancellation))!, Cancellation);
    }
}
