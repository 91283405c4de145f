using Xunit;

namespace JinaSharp.Testing.Stores;

public abstract partial class VectorCollectionConformanceTests
{
    /// <summary>Ids that are awkward in URLs, JSON, expressions or files.</summary>
    public static TheoryData<string> AwkwardIds { get; } =
        ["a b", "it's", "\"quoted\"", "path/to/file.md#L1-L20", "käse", "日本語", "😀", "a\\b", "%41", "0", "-1", "5f0c2d5e-6d5c-4b7e-9f0a-3c1d2e4f5a6b", "NULL", new string('x', 500)];

    [Fact]
    public async Task Upsert_Get_ReturnsEveryPart()
    {
        var collection = await NewCollectionAsync(4, DistanceMetric.Dot);
        var payload = Payload(
            ("flag", true), ("off", false), ("zero", 0), ("big", 9007199254740993), ("negative", -12), ("real", 0.1), ("text", "naïve 'quoted' \"text\" 日本 😀\n"), ("empty", ""));
        await collection.UpsertAsync([new VectorRecord("one", new float[] { 1, -2, 0.5f, 0 }, "the text", payload)], Cancellation);

        var record = Assert.Single(await collection.GetAsync(["one"], RecordParts.All, Cancellation));

        Assert.Equal("one", record.Id);
        Assert.Equal("the text", record.Text);
        Assert.Equal([1, -2, 0.5f, 0], DenseOf(record));
        Assert.Equal(payload.OrderBy(entry => entry.Key, StringComparer.Ordinal), record.Payload.OrderBy(entry => entry.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Upsert_NestedPayload_ReturnsIt()
    {
        Needs(VectorStoreFeatures.NestedPayload);
        var collection = await NewCollectionAsync(4);
        var author = PayloadValue.FromMap(Payload(("name", "Ada"), ("born", 1815), ("tags", PayloadValue.FromList(["x", "y"]))));
        var payload = Payload(("author", author), ("tags", PayloadValue.FromList(["a", "b"])), ("numbers", PayloadValue.FromList([1, 2.5])));
        await collection.UpsertAsync([new VectorRecord("one", RandomVector(4, 1), null, payload)], Cancellation);

        var record = Assert.Single(await collection.GetAsync(["one"], cancellationToken: Cancellation));

        Assert.Equal(author, record.Payload["author"]);
        Assert.Equal(payload["tags"], record.Payload["tags"]);
        Assert.Equal(payload["numbers"], record.Payload["numbers"]);
    }

    [Fact]
    public async Task Upsert_NoTextOrEmptyText_StaysApart()
    {
        var collection = await NewCollectionAsync(4);
        await collection.UpsertAsync([new VectorRecord("none", RandomVector(4, 1)), new VectorRecord("empty", RandomVector(4, 2), "")], Cancellation);

        var records = await collection.GetAsync(["none", "empty"], cancellationToken: Cancellation);

        Assert.Null(records[0].Text);
        Assert.Equal("", records[1].Text);
        Assert.Empty(records[0].Payload);
    }

    [Theory, MemberData(nameof(AwkwardIds))]
    public async Task Upsert_AwkwardId_IsFoundReadAndDeleted(string id)
    {
        var collection = await NewCollectionAsync(4);
        await collection.UpsertAsync([new VectorRecord(id, RandomVector(4, 1)), new VectorRecord("other", RandomVector(4, 2))], Cancellation);

        Assert.Equal(id, Assert.Single(await collection.GetAsync([id], cancellationToken: Cancellation)).Id);
        Assert.Equal(id, (await collection.SearchAsync(SearchQuery.ByVector(RandomVector(4, 1), 1), Cancellation))[0].Id);
        await collection.DeleteAsync([id], Cancellation);
        Assert.Equal(["other"], (await ToListAsync(collection.ScrollAsync(cancellationToken: Cancellation))).Select(record => record.Id));
    }

    [Fact]
    public async Task Upsert_SameId_ReplacesTheWholeRecord()
    {
        var collection = await NewCollectionAsync(4, DistanceMetric.Dot);
        await collection.UpsertAsync([new VectorRecord("a", new float[] { 1, 0, 0, 0 }, "old", Payload(("x", 1), ("y", 2)))], Cancellation);

        await collection.UpsertAsync([new VectorRecord("a", new float[] { 0, 1, 0, 0 }, null, Payload(("y", 3)))], Cancellation);

        var record = Assert.Single(await collection.GetAsync(["a"], RecordParts.All, Cancellation));
        Assert.Null(record.Text);
        Assert.Equal(Payload(("y", 3)), record.Payload);
        Assert.Equal([0, 1, 0, 0], DenseOf(record));
        Assert.Equal(1, await collection.CountAsync(cancellationToken: Cancellation));
        Assert.Equal(0, Assert.Single(await collection.SearchAsync(SearchQuery.ByVector(new float[] { 1, 0, 0, 0 }), Cancellation)).Score, ScoreTolerance);
    }

    [Fact]
    public async Task Upsert_TwoOfOneIdInACall_TheLaterWins()
    {
        var collection = await NewCollectionAsync(4);
        await collection.UpsertAsync(
            [new VectorRecord("a", RandomVector(4, 1), "first"), new VectorRecord("b", RandomVector(4, 2)), new VectorRecord("a", RandomVector(4, 3), "second")], Cancellation);

        Assert.Equal("second", Assert.Single(await collection.GetAsync(["a"], cancellationToken: Cancellation)).Text);
        Assert.Equal(2, await collection.CountAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Upsert_Nothing_DoesNothing()
    {
        var collection = await NewCollectionAsync(4);

        await collection.UpsertAsync([], Cancellation);
        await collection.DeleteAsync(Array.Empty<string>(), Cancellation);

        Assert.Equal(0, await collection.CountAsync(cancellationToken: Cancellation));
        Assert.Empty(await collection.GetAsync([], cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Upsert_ManyAtOnce_WritesAll()
    {
        var collection = await NewCollectionAsync(16);
        var records = RandomRecords(2500, 16);

        await collection.UpsertAsync(records, Cancellation);

        Assert.Equal(2500, await collection.CountAsync(cancellationToken: Cancellation));
        var read = await ToListAsync(collection.ScrollAsync(parts: RecordParts.Payload, cancellationToken: Cancellation));
        Assert.Equal(records.Select(record => record.Id), read.Select(record => record.Id).Order(StringComparer.Ordinal));
        Assert.All(read, record => Assert.Equal(int.Parse(record.Id[1..]), record.Payload["n"].AsInt64()));
    }

    [Fact]
    public async Task Get_SeveralIds_InTheirOrderWithoutTheMissing()
    {
        var collection = await NewCollectionAsync(4);
        await collection.UpsertAsync(RandomRecords(5, 4), Cancellation);

        var records = await collection.GetAsync(["r0003", "missing", "r0000", "r0004"], cancellationToken: Cancellation);

        Assert.Equal(["r0003", "r0000", "r0004"], records.Select(record => record.Id));
    }

    [Theory]
    [InlineData(RecordParts.None)]
    [InlineData(RecordParts.Text)]
    [InlineData(RecordParts.Payload)]
    [InlineData(RecordParts.Vectors)]
    [InlineData(RecordParts.All)]
    public async Task GetScrollAndSearch_Parts_ReturnWhatWasAskedFor(RecordParts parts)
    {
        var collection = await NewCollectionAsync(4);
        await collection.UpsertAsync(RandomRecords(1, 4), Cancellation);

        var got = Assert.Single(await collection.GetAsync(["r0000"], parts, Cancellation));
        var scrolled = Assert.Single(await ToListAsync(collection.ScrollAsync(null, parts, Cancellation)));
        var found = Assert.Single(await collection.SearchAsync(SearchQuery.ByVector(RandomVector(4, 9)) with { Parts = parts }, Cancellation)).Record;

        foreach (var record in (VectorRecord[])[got, scrolled, found])
        {
            Assert.Equal(parts.HasFlag(RecordParts.Text) ? "text 0" : null, record.Text);
            Assert.Equal(parts.HasFlag(RecordParts.Payload) ? ["half", "n", "parity"] : [], record.Payload.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(parts.HasFlag(RecordParts.Vectors) ? 1 : 0, record.Vectors.Count);
        }
    }

    [Fact]
    public async Task Delete_ByIds_RemovesThoseAndPassesOverTheMissing()
    {
        var collection = await NewCollectionAsync(4);
        await collection.UpsertAsync(RandomRecords(5, 4), Cancellation);

        await collection.DeleteAsync(["r0001", "missing", "r0003"], Cancellation);

        Assert.Equal(3, await collection.CountAsync(cancellationToken: Cancellation));
        Assert.Empty(await collection.GetAsync(["r0001", "r0003"], cancellationToken: Cancellation));
        Assert.DoesNotContain((await collection.SearchAsync(SearchQuery.ByVector(RandomVector(4, 1)), Cancellation)).Select(hit => hit.Id), id => id is "r0001" or "r0003");
    }

    [Fact]
    public async Task Delete_ByFilter_RemovesTheMatching()
    {
        var collection = await NewCollectionAsync(4);
        await collection.UpsertAsync(RandomRecords(20, 4), Cancellation);

        await collection.DeleteAsync(Filter.Eq("parity", "odd") & Filter.Gte("n", 10), Cancellation);

        var left = await ToListAsync(collection.ScrollAsync(cancellationToken: Cancellation));
        Assert.Equal(15, left.Count);
        Assert.DoesNotContain(left, record => record.Payload["n"].AsInt64() is >= 10 and var n && n % 2 == 1);
    }

    [Fact]
    public async Task Delete_ThenUpsert_BringsTheRecordBack()
    {
        var collection = await NewCollectionAsync(4);
        var record = RandomRecords(1, 4)[0];
        await collection.UpsertAsync([record], Cancellation);
        await collection.DeleteAsync([record.Id], Cancellation);

        await collection.UpsertAsync([record], Cancellation);

        Assert.Equal(1, await collection.CountAsync(cancellationToken: Cancellation));
        Assert.Equal(record.Id, Assert.Single(await collection.SearchAsync(SearchQuery.ByVector(RandomVector(4, 0)), Cancellation)).Id);
    }

    [Fact]
    public async Task Count_WithFilter_IsExact()
    {
        var collection = await NewCollectionAsync(4);
        await collection.UpsertAsync(RandomRecords(101, 4), Cancellation);

        Assert.Equal(51, await collection.CountAsync(Filter.Eq("parity", "even"), Cancellation));
        Assert.Equal(101, await collection.CountAsync(Filter.All, Cancellation));
        Assert.Equal(0, await collection.CountAsync(Filter.None, Cancellation));
    }

    [Fact]
    public async Task Scroll_All_ReturnsEachOnce()
    {
        var collection = await NewCollectionAsync(4);
        await collection.UpsertAsync(RandomRecords(777, 4), Cancellation);

        var ids = (await ToListAsync(collection.ScrollAsync(parts: RecordParts.None, cancellationToken: Cancellation))).Select(record => record.Id).ToList();

        Assert.Equal(777, ids.Count);
        Assert.Equal(777, ids.Distinct().Count());
    }

    [Fact]
    public async Task Scroll_Filtered_ReturnsTheMatching()
    {
        var collection = await NewCollectionAsync(4);
        await collection.UpsertAsync(RandomRecords(300, 4), Cancellation);

        var records = await ToListAsync(collection.ScrollAsync(Filter.Lt("half", 10.25), cancellationToken: Cancellation));

        Assert.Equal(Enumerable.Range(0, 21).Select(n => $"r{n:0000}"), records.Select(record => record.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Vectors_CosineCollection_KeepTheirDirection()
    {
        var collection = await NewCollectionAsync(16);
        var records = RandomRecords(10, 16);
        await collection.UpsertAsync(records, Cancellation);

        foreach (var record in await collection.GetAsync([.. records.Select(record => record.Id)], RecordParts.Vectors, Cancellation))
            Assert.Equal(1, VectorMath.CosineSimilarity(DenseOf(record), DenseOf(records.Single(other => other.Id == record.Id))), 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AlreadyCancelled_StopsBeforeAnythingHappens(bool search)
    {
        var collection = await NewCollectionAsync(4);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search
            ? collection.SearchAsync(SearchQuery.ByVector(RandomVector(4, 1)), source.Token)
            : collection.UpsertAsync(RandomRecords(1, 4), source.Token));

        Assert.Equal(0, await collection.CountAsync(cancellationToken: Cancellation));
    }
}
