using Xunit;

namespace JinaSharp.Testing.Stores;

public abstract partial class VectorCollectionConformanceTests
{
    [Fact]
    public async Task Upsert_WrongDimensions_ThrowsWithBothAndWritesNothing()
    {
        var collection = await NewCollectionAsync(8);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync(
            [new VectorRecord("good", RandomVector(8, 1)), new VectorRecord("bad-one", RandomVector(9, 2))], Cancellation));

        Assert.Contains("bad-one", error.Message, StringComparison.Ordinal);
        Assert.Contains("8", error.Message, StringComparison.Ordinal);
        Assert.Contains("9", error.Message, StringComparison.Ordinal);
        Assert.Equal(collection.Name, error.Collection);
        Assert.Equal(0, await collection.CountAsync(cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public async Task NotAFiniteNumber_InRecordOrQuery_Throws(float value)
    {
        var collection = await NewCollectionAsync(4);
        float[] vector = [1, 2, value, 4];

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync([new VectorRecord("the-id", vector)], Cancellation));
        await AssertRefusedAsync(() => collection.SearchAsync(SearchQuery.ByVector(vector), Cancellation));

        Assert.Contains("the-id", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await collection.CountAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Upsert_UnknownVectorName_ThrowsNamingTheKnown()
    {
        var collection = await NewCollectionAsync(4);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync(
            [new VectorRecord("a") { Vectors = new Dictionary<string, VectorValue> { ["title_vector"] = RandomVector(4, 1) } }], Cancellation));

        Assert.Contains("title_vector", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_UnknownVectorName_Throws()
    {
        var collection = await NewCollectionAsync(4);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.SearchAsync(SearchQuery.ByVector(RandomVector(4, 1), 5, "title_vector"), Cancellation));

        Assert.Contains("title_vector", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_WrongDimensions_ThrowsWithBoth()
    {
        var collection = await NewCollectionAsync(8);
        await collection.UpsertAsync(RandomRecords(2, 8), Cancellation);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.SearchAsync(SearchQuery.ByVector(RandomVector(5, 1)), Cancellation));

        Assert.Contains("8", error.Message, StringComparison.Ordinal);
        Assert.Contains("5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VectorOfAnotherKind_InRecordOrQuery_Throws()
    {
        var collection = await NewCollectionAsync(8);
        var bits = VectorValue.Binary(new byte[] { 0xFF });

        await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync([new VectorRecord("a", bits)], Cancellation));
        await Assert.ThrowsAsync<VectorStoreException>(() => collection.SearchAsync(SearchQuery.ByVector(bits), Cancellation));
    }

    [Fact]
    public async Task Search_TopOrOffsetOutOfRange_IsRefused()
    {
        var collection = await NewCollectionAsync(4);

        await AssertRefusedAsync(() => collection.SearchAsync(SearchQuery.ByVector(RandomVector(4, 1), 0), Cancellation));
        await AssertRefusedAsync(() => collection.SearchAsync(SearchQuery.ByVector(RandomVector(4, 1), -1), Cancellation));
        await AssertRefusedAsync(() => collection.SearchAsync(SearchQuery.ByVector(RandomVector(4, 1)) with { Offset = -1 }, Cancellation));
    }

    [Fact]
    public async Task Upsert_NestedPayloadThatTheStoreLacks_ThrowsAndWritesNothing()
    {
        NeedsNo(VectorStoreFeatures.NestedPayload);
        var collection = await NewCollectionAsync(4);
        var payload = Payload(("author", PayloadValue.FromMap(Payload(("name", "Ada")))));

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync([new VectorRecord("a", RandomVector(4, 1), null, payload)], Cancellation));

        Assert.Contains("author", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await collection.CountAsync(cancellationToken: Cancellation));
    }
}
