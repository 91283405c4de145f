using Xunit;

namespace JinaSharp.Testing.Stores;

public abstract partial class VectorCollectionConformanceTests
{
    private static readonly EmbeddingProfile ProfileA = new() { Model = "model-a", Dimensions = 8, TaskFamily = "retrieval" };

    [Fact]
    public async Task GetOrCreate_New_IsDescribedAndListed()
    {
        var collection = await NewCollectionAsync(8, DistanceMetric.Dot);

        Assert.Equal(8, Assert.Single(collection.Definition.Vectors).Dimensions);
        Assert.Equal(DistanceMetric.Dot, collection.Definition.Vectors[0].Metric);
        Assert.Equal(collection.Name, collection.Definition.Name);
        Assert.Same(Store.Capabilities.Store, collection.Capabilities.Store);
        Assert.Contains(collection.Name, await Store.ListCollectionsAsync(Cancellation));
        Assert.Equal(0, await collection.CountAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task List_SeveralCollections_OrdinalOrder()
    {
        foreach (var prefix in (string[])["b", "a", "Z"])
            await Store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(NewName(prefix), 4), Cancellation);

        var names = await Store.ListCollectionsAsync(Cancellation);

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Fact]
    public async Task GetOrCreate_Same_OpensItWithItsRecords()
    {
        var definition = VectorCollectionDefinition.Dense(NewName(), 8, profile: ProfileA);
        var first = await Store.GetOrCreateCollectionAsync(definition, Cancellation);
        await first.UpsertAsync(RandomRecords(3, 8), Cancellation);

        var second = await Store.GetOrCreateCollectionAsync(definition, Cancellation);

        Assert.Equal(3, await second.CountAsync(cancellationToken: Cancellation));
        Assert.Equal(ProfileA, second.Definition.Vectors[0].Profile);
    }

    [Fact]
    public async Task GetOrCreate_OtherDimensions_ThrowsWithBoth()
    {
        var name = NewName();
        await Store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 8), Cancellation);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() =>
            Store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 16), Cancellation));

        Assert.Contains("8", error.Message, StringComparison.Ordinal);
        Assert.Contains("16", error.Message, StringComparison.Ordinal);
        Assert.Equal(Store.Capabilities.Store, error.Store);
        Assert.Equal(name, error.Collection);
    }

    [Fact]
    public async Task GetOrCreate_OtherMetric_ThrowsWithBoth()
    {
        var name = NewName();
        await Store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 8), Cancellation);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() =>
            Store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 8, DistanceMetric.Euclidean), Cancellation));

        Assert.Contains("Cosine", error.Message, StringComparison.Ordinal);
        Assert.Contains("Euclidean", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetOrCreate_OtherProfile_ThrowsNamingBoth()
    {
        var name = NewName();
        var other = ProfileA with { Model = "model-b" };
        await Store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 8, profile: ProfileA), Cancellation);

        var error = await Assert.ThrowsAsync<EmbeddingProfileMismatchException>(() =>
            Store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 8, profile: other), Cancellation));

        Assert.Equal(ProfileA, error.Expected);
        Assert.Equal(other, error.Actual);
    }

    [Fact]
    public async Task GetOrCreate_WithoutProfile_OpensACollectionThatHasOne()
    {
        var name = NewName();
        await Store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 8, profile: ProfileA), Cancellation);

        var opened = await Store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 8), Cancellation);

        Assert.Equal(ProfileA, opened.Definition.Vectors[0].Profile);
    }

    [Fact]
    public async Task GetOrCreate_Metadata_IsKept()
    {
        var definition = VectorCollectionDefinition.Dense(NewName(), 8) with { Metadata = new Dictionary<string, string> { ["owner"] = "search 'team'" } };
        await Store.GetOrCreateCollectionAsync(definition, Cancellation);

        var found = await Store.FindCollectionAsync(definition.Name, Cancellation);

        Assert.Equal("search 'team'", found!.Definition.Metadata["owner"]);
    }

    [Fact]
    public async Task Find_Existing_HasDefinitionAndRecords()
    {
        var definition = VectorCollectionDefinition.Dense(NewName(), 8, DistanceMetric.Euclidean, ProfileA);
        var created = await Store.GetOrCreateCollectionAsync(definition, Cancellation);
        await created.UpsertAsync(RandomRecords(2, 8), Cancellation);

        var found = await Store.FindCollectionAsync(definition.Name, Cancellation);

        Assert.NotNull(found);
        Assert.Equal(8, found.Definition.Vectors[0].Dimensions);
        Assert.Equal(DistanceMetric.Euclidean, found.Definition.Vectors[0].Metric);
        Assert.Equal(ProfileA, found.Definition.Vectors[0].Profile);
        Assert.Equal(2, await found.CountAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Find_Missing_IsNull() => Assert.Null(await Store.FindCollectionAsync(NewName(), Cancellation));

    [Fact]
    public async Task DeleteCollection_Existing_IsGoneWithItsRecords()
    {
        var definition = VectorCollectionDefinition.Dense(NewName(), 8);
        var collection = await Store.GetOrCreateCollectionAsync(definition, Cancellation);
        await collection.UpsertAsync(RandomRecords(2, 8), Cancellation);

        Assert.True(await Store.DeleteCollectionAsync(definition.Name, Cancellation));

        Assert.False(await Store.DeleteCollectionAsync(definition.Name, Cancellation));
        Assert.DoesNotContain(definition.Name, await Store.ListCollectionsAsync(Cancellation));
        Assert.Null(await Store.FindCollectionAsync(definition.Name, Cancellation));
        var again = await Store.GetOrCreateCollectionAsync(definition, Cancellation);
        Assert.Equal(0, await again.CountAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task DeletedCollection_Used_Throws()
    {
        var collection = await NewCollectionAsync();
        await Store.DeleteCollectionAsync(collection.Name, Cancellation);

        await Assert.ThrowsAnyAsync<VectorStoreException>(() => collection.UpsertAsync(RandomRecords(1, 8), Cancellation));
        await Assert.ThrowsAnyAsync<VectorStoreException>(() => collection.SearchAsync(SearchQuery.ByVector(RandomVector(8, 1)), Cancellation));
    }

    [Fact]
    public async Task Alias_SetMovedAndRemoved_FindsTheCollection()
    {
        Needs(VectorStoreFeatures.Aliases);
        var (first, second, alias) = (await NewCollectionAsync(), await NewCollectionAsync(), $"alias_{Guid.NewGuid():N}");

        await Store.SetAliasAsync(alias, first.Name, Cancellation);
        await first.UpsertAsync(RandomRecords(1, 8), Cancellation);
        Assert.Equal(1, await (await Store.FindCollectionAsync(alias, Cancellation))!.CountAsync(cancellationToken: Cancellation));
        Assert.DoesNotContain(alias, await Store.ListCollectionsAsync(Cancellation));

        await Store.SetAliasAsync(alias, second.Name, Cancellation);
        Assert.Equal(0, await (await Store.FindCollectionAsync(alias, Cancellation))!.CountAsync(cancellationToken: Cancellation));

        await Store.SetAliasAsync(alias, null, Cancellation);
        Assert.Null(await Store.FindCollectionAsync(alias, Cancellation));
    }

    [Fact]
    public async Task Alias_ToMissingCollection_Throws()
    {
        Needs(VectorStoreFeatures.Aliases);

        await Assert.ThrowsAsync<VectorStoreException>(() => Store.SetAliasAsync($"alias_{Guid.NewGuid():N}", NewName(), Cancellation));
    }

    [Fact]
    public async Task Alias_StoreHasNone_ThrowsNamingStoresThatDo()
    {
        NeedsNo(VectorStoreFeatures.Aliases);
        var collection = await NewCollectionAsync();

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => Store.SetAliasAsync("a", collection.Name, Cancellation));

        Assert.Equal("unsupported_feature", error.Code);
        Assert.Contains("qdrant", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(VectorStoreFeatures.MultiVectors, VectorKind.Multi)]
    [InlineData(VectorStoreFeatures.SparseVectors, VectorKind.Sparse)]
    [InlineData(VectorStoreFeatures.BinaryVectors, VectorKind.Binary)]
    public async Task GetOrCreate_KindThatTheStoreLacks_ThrowsNamingStoresThatHaveIt(VectorStoreFeatures feature, VectorKind kind)
    {
        NeedsNo(feature);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => NewCollectionAsync(
            new VectorDefinition { Kind = kind, Dimensions = kind == VectorKind.Sparse ? 0 : 64, Metric = kind == VectorKind.Binary ? DistanceMetric.Hamming : DistanceMetric.Dot }));

        Assert.Equal("unsupported_feature", error.Code);
        Assert.Contains("embedded", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetOrCreate_KeywordIndexThatTheStoreLacks_Throws()
    {
        NeedsNo(VectorStoreFeatures.KeywordSearch);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => NewCollectionAsync(keywordIndex: true));

        Assert.Equal("unsupported_feature", error.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public async Task GetOrCreate_DimensionsOutOfRange_AreRefused(int dimensions) => await AssertRefusedAsync(() => NewCollectionAsync(dimensions));

    [Fact]
    public async Task GetOrCreate_NoVectorsOrTwoOfOneName_AreRefused()
    {
        await AssertRefusedAsync(() => NewCollectionAsync([]));
        await AssertRefusedAsync(() => NewCollectionAsync(new VectorDefinition { Name = "a", Dimensions = 4 }, new VectorDefinition { Name = "a", Dimensions = 4 }));
    }
}
