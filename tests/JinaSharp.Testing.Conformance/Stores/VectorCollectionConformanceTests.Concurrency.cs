using Xunit;

namespace JinaSharp.Testing.Stores;

public abstract partial class VectorCollectionConformanceTests
{
    [Fact]
    public async Task Concurrent_EightWritersEightReaders_NothingIsLostOrDoubled()
    {
        var collection = await NewCollectionAsync(8);
        using var writing = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var batch = 0; batch < 5; batch++)
            {
                await collection.UpsertAsync([.. Enumerable.Range(0, 20).Select(n =>
                    new VectorRecord($"w{writer}-{n}", RandomVector(8, (writer * 100) + n), $"batch {batch}", Payload(("writer", writer), ("batch", batch))))], Cancellation);
            }
        }, Cancellation)).ToList();
        var readers = Enumerable.Range(0, 8).Select(reader => Task.Run(async () =>
        {
            while (!writing.IsCancellationRequested)
            {
                var hits = await collection.SearchAsync(SearchQuery.ByVector(RandomVector(8, reader), 20), Cancellation);
                Assert.Equal(hits.Count, hits.Select(hit => hit.Id).Distinct().Count());
                Assert.Equal(hits.Select(hit => hit.Score).OrderDescending(), hits.Select(hit => hit.Score));
                await Task.Yield();
            }
        }, Cancellation)).ToList();

        await Task.WhenAll(writers);
        await writing.CancelAsync();
        await Task.WhenAll(readers);

        Assert.Equal(160, await collection.CountAsync(cancellationToken: Cancellation));
        var all = await ToListAsync(collection.ScrollAsync(cancellationToken: Cancellation));
        Assert.Equal(160, all.Select(record => record.Id).Distinct().Count());
        Assert.All(all, record => Assert.Equal("batch 4", record.Text));
    }

    [Fact]
    public async Task Concurrent_Readers_NeverSeeHalfABatch()
    {
        Assert.SkipUnless(BatchesAreAtomic, $"The store '{Store.Capabilities.Store}' does not promise whole batches to readers.");
        var collection = await NewCollectionAsync(8);
        using var writing = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!writing.IsCancellationRequested)
            {
                var records = await ToListAsync(collection.ScrollAsync(parts: RecordParts.Payload, cancellationToken: Cancellation));
                Assert.True(records.Count is 0 or 50, $"Saw {records.Count} records of batches of 50.");
                Assert.Single(records.Select(record => record.Payload["batch"].AsInt64()).Append(records.Count == 0 ? 0 : records[0].Payload["batch"].AsInt64()).Distinct());
            }
        }, Cancellation)).ToList();

        for (var batch = 0; batch < 60; batch++)
            await collection.UpsertAsync([.. Enumerable.Range(0, 50).Select(n => new VectorRecord($"r{n}", RandomVector(8, n), null, Payload(("batch", batch))))], Cancellation);
        await writing.CancelAsync();

        await Task.WhenAll(readers);
    }
}
