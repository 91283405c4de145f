using Xunit;

namespace JinaSharp.Testing.Stores;

public abstract partial class VectorCollectionConformanceTests
{
    [Fact]
    public async Task NamedVectors_EachIsSearchedByItsOwn()
    {
        Needs(VectorStoreFeatures.NamedVectors);
        var collection = await NewCollectionAsync(
            new VectorDefinition { Name = "text_vector", Dimensions = 16 }, new VectorDefinition { Name = "image_vector", Dimensions = 8, Metric = DistanceMetric.Dot });
        List<VectorRecord> records = [.. Enumerable.Range(0, 40).Select(n => new VectorRecord($"r{n:0000}")
        {
            Vectors = new Dictionary<string, VectorValue> { ["text_vector"] = RandomVector(16, n), ["image_vector"] = RandomVector(8, 100 + n) },
        })];
        await collection.UpsertAsync(records, Cancellation);

        AssertHits(Nearest(records, RandomVector(16, 7000), DistanceMetric.Cosine, 5, "text_vector"),
            await collection.SearchAsync(SearchQuery.ByVector(RandomVector(16, 7000), 5, "text_vector"), Cancellation));
        AssertHits(Nearest(records, RandomVector(8, 7001), DistanceMetric.Dot, 5, "image_vector"),
            await collection.SearchAsync(SearchQuery.ByVector(RandomVector(8, 7001), 5, "image_vector"), Cancellation));
        var read = Assert.Single(await collection.GetAsync(["r0003"], RecordParts.All, Cancellation));
        Assert.Equal(2, read.Vectors.Count);
    }

    [Fact]
    public async Task PartialVectors_RecordWithoutOne_IsNotFoundByIt()
    {
        Needs(VectorStoreFeatures.NamedVectors | VectorStoreFeatures.PartialVectors);
        var collection = await NewCollectionAsync(new VectorDefinition { Name = "a", Dimensions = 8 }, new VectorDefinition { Name = "b", Dimensions = 8 });
        await collection.UpsertAsync(
        [
            new VectorRecord("both") { Vectors = new Dictionary<string, VectorValue> { ["a"] = RandomVector(8, 1), ["b"] = RandomVector(8, 2) } },
            new VectorRecord("only-a") { Vectors = new Dictionary<string, VectorValue> { ["a"] = RandomVector(8, 3) } },
            new VectorRecord("neither"),
        ], Cancellation);

        Assert.Equal(["both", "only-a"], (await collection.SearchAsync(SearchQuery.ByVector(RandomVector(8, 4), 10, "a"), Cancellation)).Select(hit => hit.Id).Order(StringComparer.Ordinal));
        Assert.Equal("both", Assert.Single(await collection.SearchAsync(SearchQuery.ByVector(RandomVector(8, 4), 10, "b"), Cancellation)).Id);
        Assert.Equal(3, await collection.CountAsync(cancellationToken: Cancellation));
        Assert.Empty(Assert.Single(await collection.GetAsync(["neither"], RecordParts.All, Cancellation)).Vectors);
    }

    [Fact]
    public async Task Upsert_RecordWithoutARequiredVector_Throws()
    {
        NeedsNo(VectorStoreFeatures.PartialVectors);
        var collection = await NewCollectionAsync();

        await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync([new VectorRecord("a")], Cancellation));
    }

    [Fact]
    public async Task MultiVectors_Search_IsMaxSim()
    {
        Needs(VectorStoreFeatures.MultiVectors);
        var collection = await NewCollectionAsync(new VectorDefinition { Name = "tokens", Kind = VectorKind.Multi, Dimensions = 16, Metric = DistanceMetric.Dot });
        List<VectorRecord> records = [.. Enumerable.Range(0, 30).Select(n => new VectorRecord($"r{n:0000}")
        {
            Vectors = new Dictionary<string, VectorValue> { ["tokens"] = VectorValue.Multi(RandomVector(16 * (1 + (n % 13)), n), 16) },
        })];
        await collection.UpsertAsync(records, Cancellation);
        var query = RandomVector(16 * 5, 7002);

        var hits = await collection.SearchAsync(SearchQuery.ByVector(VectorValue.Multi(query, 16), 8, "tokens"), Cancellation);

        AssertHits(
            records.Select(record => (record.Id, (double)VectorMath.MaxSim(query, ((MultiVector)record.Vectors["tokens"]).Values.Span, 16)))
                .OrderByDescending(hit => hit.Item2).Take(8), hits);
        var read = Assert.IsType<MultiVector>(Assert.Single(await collection.GetAsync(["r0005"], RecordParts.Vectors, Cancellation)).Vectors["tokens"]);
        Assert.Equal(((MultiVector)records[5].Vectors["tokens"]).Values.ToArray(), read.Values.ToArray());
    }

    [Fact]
    public async Task SparseVectors_Search_IsTheDotProductOfCommonPositions()
    {
        Needs(VectorStoreFeatures.SparseVectors);
        var collection = await NewCollectionAsync(new VectorDefinition { Name = "words", Kind = VectorKind.Sparse, Dimensions = 0, Metric = DistanceMetric.Dot });
        List<VectorRecord> records = [.. Enumerable.Range(0, 40).Select(n => new VectorRecord($"r{n:0000}")
        {
            Vectors = new Dictionary<string, VectorValue> { ["words"] = RandomSparse(n, 12) },
        })];
        await collection.UpsertAsync(records, Cancellation);
        var query = RandomSparse(7003, 20);

        var hits = await collection.SearchAsync(SearchQuery.ByVector(query, 10, "words"), Cancellation);

        AssertHits(
            records.Select(record => (record.Id, Score: SparseDot(query, (SparseVector)record.Vectors["words"]))).Where(hit => hit.Score != 0)
                .OrderByDescending(hit => hit.Score).Take(10), hits);
        Assert.Empty(await collection.SearchAsync(SearchQuery.ByVector(VectorValue.Sparse(new uint[] { 4_000_000_000 }, new[] { 1f }), 10, "words"), Cancellation));
        var read = Assert.IsType<SparseVector>(Assert.Single(await collection.GetAsync(["r0001"], RecordParts.Vectors, Cancellation)).Vectors["words"]);
        Assert.Equal(((SparseVector)records[1].Vectors["words"]).Indices.ToArray(), read.Indices.ToArray());
        Assert.Equal(((SparseVector)records[1].Vectors["words"]).Values.ToArray(), read.Values.ToArray());
    }

    [Fact]
    public async Task BinaryVectors_Search_CountsDifferingBits()
    {
        Needs(VectorStoreFeatures.BinaryVectors);
        var collection = await NewCollectionAsync(new VectorDefinition { Name = "bits", Kind = VectorKind.Binary, Dimensions = 128, Metric = DistanceMetric.Hamming });
        List<VectorRecord> records = [.. Enumerable.Range(0, 50).Select(n => new VectorRecord($"r{n:0000}")
        {
            Vectors = new Dictionary<string, VectorValue> { ["bits"] = VectorValue.Binary(VectorMath.QuantizeBinary(RandomVector(128, n))) },
        })];
        await collection.UpsertAsync(records, Cancellation);
        var query = VectorMath.QuantizeBinary(RandomVector(128, 7004));

        var hits = await collection.SearchAsync(SearchQuery.ByVector(VectorValue.Binary(query), 10, "bits"), Cancellation);

        AssertHits(
            records.Select(record => (record.Id, -(double)VectorMath.Hamming(query, ((BinaryVector)record.Vectors["bits"]).Bits.Span)))
                .OrderByDescending(hit => hit.Item2).Take(10), hits);
        var read = Assert.IsType<BinaryVector>(Assert.Single(await collection.GetAsync(["r0001"], RecordParts.Vectors, Cancellation)).Vectors["bits"]);
        Assert.Equal(((BinaryVector)records[1].Vectors["bits"]).Bits.ToArray(), read.Bits.ToArray());
    }

    [Fact]
    public async Task Keyword_Search_FindsWordsRareOnesFirst()
    {
        Needs(VectorStoreFeatures.KeywordSearch);
        var collection = await KeywordCollectionAsync();

        Assert.Equal(["zebra", "both"], (await collection.SearchAsync(SearchQuery.ByText("Zebra"), Cancellation)).Select(hit => hit.Id).OrderDescending(StringComparer.Ordinal));
        Assert.Equal("both", (await collection.SearchAsync(SearchQuery.ByText("zebra river"), Cancellation))[0].Id);
        Assert.Empty(await collection.SearchAsync(SearchQuery.ByText("unicorn"), Cancellation));
        Assert.Empty(await collection.SearchAsync(SearchQuery.ByText(""), Cancellation));
        var hits = await collection.SearchAsync(SearchQuery.ByText("the water"), Cancellation);
        Assert.All(hits, hit => Assert.True(hit.Score > 0));
        Assert.Equal(hits.Select(hit => hit.Score).OrderDescending(), hits.Select(hit => hit.Score));
    }

    [Fact]
    public async Task Keyword_FilteredReplacedAndDeleted_AreHonoured()
    {
        Needs(VectorStoreFeatures.KeywordSearch);
        var collection = await KeywordCollectionAsync();

        Assert.Equal("river", Assert.Single(await collection.SearchAsync(SearchQuery.ByText("river") with { Filter = Filter.Eq("kind", "water") }, Cancellation)).Id);
        await collection.UpsertAsync([new VectorRecord("zebra", RandomVector(8, 1), "now about unicorns")], Cancellation);
        await collection.DeleteAsync(["both"], Cancellation);
        Assert.Empty(await collection.SearchAsync(SearchQuery.ByText("zebra"), Cancellation));
        Assert.Equal("zebra", Assert.Single(await collection.SearchAsync(SearchQuery.ByText("unicorns"), Cancellation)).Id);
    }

    [Fact]
    public async Task Keyword_CollectionWithoutIndex_Throws()
    {
        var collection = await NewCollectionAsync();

        await Assert.ThrowsAsync<VectorStoreException>(() => collection.SearchAsync(SearchQuery.ByText("word"), Cancellation));
    }

    [Fact]
    public async Task Hybrid_DenseAndKeyword_IsReciprocalRankFusion()
    {
        Needs(VectorStoreFeatures.HybridSearch | VectorStoreFeatures.KeywordSearch);
        var collection = await KeywordCollectionAsync();
        var vector = RandomVector(8, 7005);
        var dense = await collection.SearchAsync(SearchQuery.ByVector(vector, 100), Cancellation);
        var keyword = await collection.SearchAsync(SearchQuery.ByText("zebra river", 100), Cancellation);

        var plain = await collection.SearchAsync(SearchQuery.Hybrid(vector, "zebra river"), Cancellation);
        var weighted = await collection.SearchAsync(
            SearchQuery.Hybrid([SearchLeg.ByVector(vector), SearchLeg.ByText("zebra river")], Fusion.ReciprocalRank(10, [1, 3])), Cancellation);

        AssertHits(Fuse(60, (dense, 1), (keyword, 1)), plain);
        AssertHits(Fuse(10, (dense, 1), (keyword, 3)), weighted);
    }

    [Fact]
    public async Task Hybrid_DenseAndSparse_IsReciprocalRankFusion()
    {
        Needs(VectorStoreFeatures.HybridSearch | VectorStoreFeatures.SparseVectors | VectorStoreFeatures.NamedVectors);
        var collection = await NewCollectionAsync(
            new VectorDefinition { Name = "dense", Dimensions = 8 }, new VectorDefinition { Name = "words", Kind = VectorKind.Sparse, Dimensions = 0, Metric = DistanceMetric.Dot });
        await collection.UpsertAsync([.. Enumerable.Range(0, 30).Select(n => new VectorRecord($"r{n:0000}")
        {
            Vectors = new Dictionary<string, VectorValue> { ["dense"] = RandomVector(8, n), ["words"] = RandomSparse(n, 12) },
        })], Cancellation);
        var (vector, words) = (RandomVector(8, 7006), RandomSparse(7007, 20));
        var dense = await collection.SearchAsync(SearchQuery.ByVector(vector, 30, "dense"), Cancellation);
        var sparse = await collection.SearchAsync(SearchQuery.ByVector(words, 30, "words"), Cancellation);

        var hits = await collection.SearchAsync(SearchQuery.Hybrid([SearchLeg.ByVector(vector, "dense"), SearchLeg.ByVector(words, "words")]), Cancellation);

        AssertHits(Fuse(60, (dense, 1), (sparse, 1)).Take(10), hits);
    }

    [Fact]
    public async Task Hybrid_RelativeScore_AddsScaledScores()
    {
        Needs(VectorStoreFeatures.HybridSearch | VectorStoreFeatures.KeywordSearch);
        var collection = await KeywordCollectionAsync();
        var vector = RandomVector(8, 7008);
        var dense = await collection.SearchAsync(SearchQuery.ByVector(vector, 100), Cancellation);
        var keyword = await collection.SearchAsync(SearchQuery.ByText("zebra river", 100), Cancellation);

        var hits = await collection.SearchAsync(SearchQuery.Hybrid([SearchLeg.ByVector(vector), SearchLeg.ByText("zebra river")], Fusion.RelativeScore([2, 1])), Cancellation);

        var expected = new Dictionary<string, double>();
        foreach (var (results, weight) in ((SearchResults, double)[])[(dense, 2), (keyword, 1)])
            foreach (var hit in results)
                expected[hit.Id] = expected.GetValueOrDefault(hit.Id) + (weight * (hit.Score - results[^1].Score) / (results[0].Score - results[^1].Score));
        AssertHits(expected.Select(entry => (entry.Key, entry.Value)).OrderByDescending(hit => hit.Value), hits);
    }

    [Fact]
    public async Task Hybrid_FilterPagesAndThreshold_ApplyToTheFusedRanking()
    {
        Needs(VectorStoreFeatures.HybridSearch | VectorStoreFeatures.KeywordSearch);
        var collection = await KeywordCollectionAsync();
        var query = SearchQuery.Hybrid(RandomVector(8, 7009), "zebra river", 5);
        var whole = await collection.SearchAsync(query, Cancellation);

        Assert.Equal(whole.Skip(2).Take(2).Select(hit => hit.Id), (await collection.SearchAsync(query with { Top = 2, Offset = 2 }, Cancellation)).Select(hit => hit.Id));
        Assert.Equal(2, (await collection.SearchAsync(query with { MinScore = whole[1].Score - 1e-9 }, Cancellation)).Count);
        Assert.All(await collection.SearchAsync(query with { Filter = Filter.Eq("kind", "water") }, Cancellation), hit => Assert.Equal("water", hit.Record.Payload["kind"].AsString()));
    }

    [Fact]
    public async Task Hybrid_StoreThatCannot_Throws()
    {
        NeedsNo(VectorStoreFeatures.HybridSearch);
        var collection = await NewCollectionAsync();

        await Assert.ThrowsAsync<VectorStoreException>(() =>
            collection.SearchAsync(SearchQuery.Hybrid([SearchLeg.ByVector(RandomVector(8, 1)), SearchLeg.ByVector(RandomVector(8, 2))]), Cancellation));
    }

    private async Task<IVectorCollection> KeywordCollectionAsync()
    {
        var collection = await NewCollectionAsync(8, keywordIndex: true);
        await collection.UpsertAsync(
        [
            new VectorRecord("zebra", RandomVector(8, 1), "The zebra lives on the plain.", Payload(("kind", "animal"))),
            new VectorRecord("river", RandomVector(8, 2), "The river carries the water to the sea.", Payload(("kind", "water"))),
            new VectorRecord("both", RandomVector(8, 3), "A zebra drinks at the river.", Payload(("kind", "animal"))),
            new VectorRecord("sea", RandomVector(8, 4), "The sea is salt water; the water is deep.", Payload(("kind", "water"))),
            new VectorRecord("none", RandomVector(8, 5), null, Payload(("kind", "animal"))),
            new VectorRecord("stone", RandomVector(8, 6), "Stones are hard.", Payload(("kind", "earth"))),
        ], Cancellation);
        return collection;
    }

    private static List<(string Id, double Score)> Fuse(int constant, params (SearchResults Hits, double Weight)[] legs)
    {
        var scores = new Dictionary<string, double>();
        foreach (var (hits, weight) in legs)
            for (var rank = 1; rank <= hits.Count; rank++)
                scores[hits[rank - 1].Id] = scores.GetValueOrDefault(hits[rank - 1].Id) + (weight / (constant + rank));
        return [.. scores.Select(entry => (entry.Key, entry.Value)).OrderByDescending(hit => hit.Value)];
    }

    private static SparseVector RandomSparse(int seed, int count)
    {
        var random = new Random(seed + 1);
        uint[] indices = [.. Enumerable.Range(0, count).Select(_ => (uint)random.Next(60)).Distinct().Order()];
        return VectorValue.Sparse(indices, indices.Select(_ => (float)random.NextDouble() + 0.1f).ToArray());
    }

    private static double SparseDot(SparseVector left, SparseVector right)
    {
        var values = right.Indices.ToArray().Zip(right.Values.ToArray()).ToDictionary(entry => entry.First, entry => entry.Second);
        return left.Indices.ToArray().Zip(left.Values.ToArray()).Sum(entry => (double)entry.Second * values.GetValueOrDefault(entry.First));
    }
}
