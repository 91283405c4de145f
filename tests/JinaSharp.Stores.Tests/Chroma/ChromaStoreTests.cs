using JinaSharp.Stores.Chroma;
using JinaSharp.Stores.Qdrant;
using JinaSharp.TestSupport;

namespace JinaSharp.Stores.Tests.Chroma;

/// <summary>What is Chroma's own, against the real server: merging, paging, filters that it cannot say, crashes.</summary>
public sealed class ChromaStoreTests(ChromaFixture chroma)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upsert_ServerKilledInTheMiddleAndRestarted_LosesNothingAcknowledged()
    {
        await using var server = await ChromaServer.StartAsync(await chroma.RuntimeAsync(), Cancellation);
        await using var store = new ChromaStore(server.Endpoint, new ChromaStoreOptions { MaxBatchRecords = 50, MaxRetries = 1, RetryDelay = TimeSpan.FromMilliseconds(10) });
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("docs", 16), Cancellation);
        var records = Records(5000, 16);
        var writing = collection.UpsertAsync(records, Cancellation);
        while (await CountAsync() < 300 && !writing.IsCompleted) await Task.Delay(10, Cancellation);

        await server.KillAsync();
        var error = await Assert.ThrowsAsync<VectorStoreException>(() => writing);
        await server.RestartAsync(Cancellation);

        Assert.True(error.IsTransient);
        Assert.NotEmpty(error.UnwrittenIds);
        var acknowledged = records.Select(record => record.Id).Except(error.UnwrittenIds).ToList();
        Assert.InRange(acknowledged.Count, 300, 4999);
        Assert.Equal(acknowledged.Count, (await collection.GetAsync(acknowledged, RecordParts.None, Cancellation)).Count);
        await collection.UpsertAsync([.. records.Where(record => error.UnwrittenIds.Contains(record.Id))], Cancellation);
        Assert.Equal(5000, await collection.CountAsync(cancellationToken: Cancellation));
        var ids = new HashSet<string>();
        await foreach (var record in collection.ScrollAsync(parts: RecordParts.None, cancellationToken: Cancellation)) Assert.True(ids.Add(record.Id));
        Assert.Equal(5000, ids.Count);

        async Task<long> CountAsync()
        {
            await using var reader = new ChromaStore(server.Endpoint);
            return await (await reader.FindCollectionAsync("docs", Cancellation))!.CountAsync(cancellationToken: Cancellation);
        }
    }

    [Fact]
    public async Task Scroll_RecordsDeletedMeanwhile_LeavesNoOtherOut()
    {
        await using var store = new ChromaStore(await chroma.EndpointAsync());
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense($"scroll_{Guid.NewGuid():N}", 4), Cancellation);
        var records = Records(3500, 4);
        await collection.UpsertAsync(records, Cancellation);
        var seen = new List<string>();

        await foreach (var record in collection.ScrollAsync(parts: RecordParts.None, cancellationToken: Cancellation))
        {
            seen.Add(record.Id);
            // Records already read go, which moves all positions after them.
            if (seen.Count is 1000 or 1900) await collection.DeleteAsync([.. seen.TakeLast(400)], Cancellation);
        }

        Assert.Equal(records.Select(record => record.Id).Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        await store.DeleteCollectionAsync(collection.Name, Cancellation);
    }

    [Fact]
    public async Task Upsert_WithoutTextOrKeys_RemovesTheOldOnes()
    {
        await using var store = new ChromaStore(await chroma.EndpointAsync());
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense($"merge_{Guid.NewGuid():N}", 2), Cancellation);
        await collection.UpsertAsync([new VectorRecord("a", new float[] { 1, 0 }, "text", new Dictionary<string, PayloadValue> { ["x"] = 1, ["y"] = "s" })], Cancellation);
        await collection.UpsertAsync([new VectorRecord("a", new float[] { 1, 0 })], Cancellation);

        var cleared = (await collection.GetAsync(["a"], cancellationToken: Cancellation))[0];
        await collection.UpsertAsync([new VectorRecord("a", new float[] { 1, 0 }, "")], Cancellation);
        var empty = (await collection.GetAsync(["a"], cancellationToken: Cancellation))[0];

        Assert.Null(cleared.Text);
        Assert.Empty(cleared.Payload);
        Assert.Equal("", empty.Text);
        Assert.Empty(empty.Payload);
        await store.DeleteCollectionAsync(collection.Name, Cancellation);
    }

    [Fact]
    public async Task Payload_ThatChromaDropsOrRefuses_IsRefusedFirst()
    {
        await using var store = new ChromaStore(await chroma.EndpointAsync());
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense($"payload_{Guid.NewGuid():N}", 2), Cancellation);
        (string Name, PayloadValue Value)[] bad =
        [
            ("nothing", PayloadValue.Null), ("list", PayloadValue.FromList(Array.Empty<string>())), ("mixed", PayloadValue.FromList([1, "a"])), ("nested", PayloadValue.FromList([PayloadValue.FromList(["a"])])),
            ("chroma:uri", "x"), ("#id", "x"), ("$and", "x"), ("jinasharp:no_text", true),
        ];

        foreach (var (name, value) in bad)
        {
            var error = await Assert.ThrowsAsync<VectorStoreException>(() =>
                collection.UpsertAsync([new VectorRecord("a", new float[] { 1, 0 }, null, new Dictionary<string, PayloadValue> { [name] = value })], Cancellation));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(0, await collection.CountAsync(cancellationToken: Cancellation));
        await store.DeleteCollectionAsync(collection.Name, Cancellation);
    }

    [Fact]
    public async Task DeleteCollection_WithLists_LeavesNoneForTheNextRecord()
    {
        // A server of its own: the lists that it leaves behind come back with the next record written anywhere.
        await using var server = await ChromaServer.StartAsync(await chroma.RuntimeAsync(), Cancellation);
        await using var store = new ChromaStore(server.Endpoint);
        var lists = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("lists", 2), Cancellation);
        await lists.UpsertAsync(
            [.. Records(7000, 2).Select((record, n) => new VectorRecord(
                record.Id, record.Vector!, record.Text, new Dictionary<string, PayloadValue> { ["tags"] = n % 2 == 0 ? PayloadValue.FromList(["x", "y"]) : "x" }))],
            Cancellation);

        Assert.True(await store.DeleteCollectionAsync("lists", Cancellation));
        var next = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("next", 2), Cancellation);
        await next.UpsertAsync([.. Records(7000, 2)], Cancellation);

        await foreach (var record in next.ScrollAsync(cancellationToken: Cancellation)) Assert.Empty(record.Payload);
    }

    [Theory]
    [InlineData(41)]
    [InlineData(60)]
    public async Task RecordOverTheServersLimit_IsNamed_AndTheOthersAreWritten(int megabytes)
    {
        // A little over, the server says so; far over, it breaks the connection while the record is sent.
        await using var store = new ChromaStore(await chroma.EndpointAsync(), new ChromaStoreOptions { MaxRetries = 2, RetryDelay = TimeSpan.FromMilliseconds(10) });
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense($"huge_{Guid.NewGuid():N}", 2), Cancellation);
        var records = Records(3, 2);
        records[1] = new VectorRecord("huge", new float[] { 1, 0 }, new string('x', megabytes << 20));

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync(records, Cancellation));

        Assert.Equal(("too_large", false), (error.Code, error.IsTransient));
        Assert.Equal(["huge"], error.UnwrittenIds);
        Assert.Equal(2, await collection.CountAsync(cancellationToken: Cancellation));
        await store.DeleteCollectionAsync(collection.Name, Cancellation);
    }

    [Theory]
    [InlineData(1200)]
    [InlineData(12_000)]
    public async Task Filter_OfMoreValuesThanTheServerTakes_IsAnsweredAllTheSame(int count)
    {
        await using var store = new ChromaStore(await chroma.EndpointAsync());
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense($"many_{Guid.NewGuid():N}", 2), Cancellation);
        await collection.UpsertAsync(
            [.. Records(300, 2).Select((record, n) => new VectorRecord(record.Id, record.Vector!, null, new Dictionary<string, PayloadValue> { ["path"] = n % 10 == 0 ? PayloadValue.FromList([$"p{n}", "x"]) : $"p{n}" }))], Cancellation);
        // Every other record's path, and many that no record has.
        var paths = Enumerable.Range(0, count).Select(n => (PayloadValue)$"p{2 * n}").ToList();

        var matching = await collection.CountAsync(Filter.In("path", paths), Cancellation);
        var others = await collection.CountAsync(!Filter.In("path", paths), Cancellation);
        var hits = await collection.SearchAsync(SearchQuery.ByVector(new float[] { 1, 0 }, 300) with { Filter = Filter.In("path", paths) }, Cancellation);
        await collection.DeleteAsync(Filter.In("path", paths), Cancellation);

        Assert.Equal((150L, 150L, 150), (matching, others, hits.Count));
        Assert.Equal(150, await collection.CountAsync(cancellationToken: Cancellation));
        await store.DeleteCollectionAsync(collection.Name, Cancellation);
    }

    [Fact]
    public async Task WrongProduct_IsNamed()
    {
        await using var qdrant = new QdrantStore(await chroma.EndpointAsync(), new QdrantStoreOptions { MaxRetries = 0 });

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => qdrant.ListCollectionsAsync(Cancellation));

        Assert.Contains("this is Chroma, not Qdrant", error.Message, StringComparison.Ordinal);
    }

    private static List<VectorRecord> Records(int count, int dimensions)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(n => new VectorRecord($"r{n}", Enumerable.Range(0, dimensions).Select(_ => (float)random.NextDouble()).ToArray(), $"text {n}"))];
    }
}
