using System.Diagnostics;
using JinaSharp.Testing.Stores;
using Microsoft.Extensions.AI;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>Closing a store gives up what is being merged: soon, without a loss, and the next opening goes on.</summary>
public sealed class ClosingTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DuringACompaction_EndsItWithAnErrorAndLosesNothing()
    {
        const int rows = 30_000;
        var data = new ClusteredVectors(128, 200, 5);
        var store = _folder.Open();
        var definition = VectorCollectionDefinition.Dense("closing", 128) with { AdditionalProperties = new AdditionalPropertiesDictionary { ["embedded.index_rows"] = 1000 } };
        var collection = (EmbeddedCollection)await store.GetOrCreateCollectionAsync(definition, Cancellation);
        foreach (var chunk in Enumerable.Range(0, rows).Chunk(1000)) await collection.UpsertAsync([.. chunk.Select(row => new VectorRecord($"r{row}", data.Row(row)))], Cancellation);
        var folder = Path.Combine(_folder.Path, "closing");
        var compacting = collection.CompactAsync(Cancellation);
        // Once the second log is there the rows are becoming a file, which takes a second or more.
        while (Directory.GetFiles(folder, "*.jlog").Length < 2 && !compacting.IsCompleted) await Task.Delay(1, Cancellation);

        var started = Stopwatch.GetTimestamp();
        await store.DisposeAsync();
        var closed = Stopwatch.GetElapsedTime(started);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => compacting);
        Assert.Equal("disposed", error.Code);
        Assert.Empty(Directory.GetFiles(folder, "*.jseg"));
        Assert.True(closed < TimeSpan.FromSeconds(5), $"Closing took {closed}.");
        await using var again = _folder.Open();
        var reopened = (EmbeddedCollection)(await again.FindCollectionAsync("closing", Cancellation))!;
        Assert.Equal(rows, await reopened.CountAsync(cancellationToken: Cancellation));
        await reopened.CompactAsync(Cancellation);
        Assert.Equal(rows, await reopened.CountAsync(cancellationToken: Cancellation));
        Assert.Equal("r123", (await reopened.SearchAsync(SearchQuery.ByVector(data.Row(123), 1), Cancellation))[0].Id);
        Assert.Single(Directory.GetFiles(folder, "*.jseg"));
        Assert.Single(Directory.GetFiles(folder, "*.jlog"));
    }

    [Fact]
    public async Task ManyShortSessions_LoseNothingAndLeaveNoLongLog()
    {
        const int sessions = 60, batches = 12;
        var options = new EmbeddedStoreOptions { Durable = false, SegmentBytes = 20_000 };
        long longest = 0;
        for (var session = 0; session < sessions; session++)
        {
            await using (var store = _folder.Open(options))
            {
                var collection = await store.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
                for (var batch = session * batches; batch < (session + 1) * batches; batch++) await collection.UpsertAsync(StoreFolder.Batch(batch), Cancellation);
            }
            longest = Math.Max(longest, Directory.GetFiles(_folder.CollectionPath, "*.jlog").Sum(log => new FileInfo(log).Length));
        }

        await using var again = _folder.Open();
        Assert.Equal(StoreFolder.Expected(sessions * batches), await StoreFolder.ReadAsync((await again.FindCollectionAsync(StoreFolder.Collection, Cancellation))!, Cancellation));
        Assert.True(longest < 8 * options.SegmentBytes, $"Logs of {longest} bytes were left.");
    }
}
