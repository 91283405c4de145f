using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Tests.Http;

public sealed class WriteBatchTests
{
    [Theory]
    [InlineData(10, 4, 1000, "0+4 4+4 8+2")]
    [InlineData(10, 100, 30, "0+3 3+3 6+3 9+1")]
    [InlineData(3, 100, 5, "0+1 1+1 2+1")]
    [InlineData(0, 4, 10, "")]
    public void Cut_ByCountAndBytes_CoversAllInOrder(int items, int maxCount, long maxBytes, string expected) =>
        Assert.Equal(expected, string.Join(' ', WriteBatch.Cut(Enumerable.Range(0, items).ToArray(), maxCount, maxBytes, _ => 10L).Select(batch => $"{batch.Start}+{batch.Count}")));

    [Fact]
    public async Task WriteAsync_TooLarge_IsHalvedDownToOneRecord()
    {
        var records = Enumerable.Range(0, 7).Select(n => new VectorRecord($"r{n}", new float[] { n })).ToArray();
        var written = new List<string>();

        await WriteBatch.WriteAsync(records, [(0, 7)], (batch, _) =>
        {
            if (batch.Count > 1) throw new StoreRequestException("too large", StoreFailureKind.TooLarge);
            written.Add(batch[0].Id);
            return Task.CompletedTask;
        }, TestContext.Current.CancellationToken);

        Assert.Equal(records.Select(record => record.Id), written);
    }

    [Fact]
    public async Task WriteAsync_OneBatchFails_NamesItsIdsAndAllAfter()
    {
        var records = Enumerable.Range(0, 9).Select(n => new VectorRecord($"r{n}", new float[] { n })).ToArray();

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => WriteBatch.WriteAsync(records, [(0, 3), (3, 3), (6, 3)], (batch, _) =>
            batch[0].Id == "r3" ? throw new StoreRequestException("gone", StoreFailureKind.Connection) { IsTransient = true } : Task.CompletedTask, TestContext.Current.CancellationToken));

        Assert.Equal(["r3", "r4", "r5", "r6", "r7", "r8"], error.UnwrittenIds);
        Assert.True(error.IsTransient);
    }
}
