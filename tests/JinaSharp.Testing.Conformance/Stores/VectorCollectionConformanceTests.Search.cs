using Xunit;

namespace JinaSharp.Testing.Stores;

public abstract partial class VectorCollectionConformanceTests
{
    [Theory]
    [InlineData(DistanceMetric.Cosine)]
    [InlineData(DistanceMetric.Dot)]
    [InlineData(DistanceMetric.Euclidean)]
    public async Task Search_ByVector_EqualsTheExactAnswer(DistanceMetric metric)
    {
        Assert.SkipUnless(Store.Capabilities.Metrics.Contains(metric), $"The store has no {metric}.");
        var collection = await NewCollectionAsync(24, metric);
        var records = RandomRecords(200, 24);
        await collection.UpsertAsync(records, Cancellation);
        var query = RandomVector(24, 5000);

        var hits = await collection.SearchAsync(SearchQuery.ByVector(query, 15) with { Exact = true }, Cancellation);

        AssertHits(Nearest(records, query, metric, 15), hits);
    }

    [Fact]
    public async Task Search_EmptyCollection_FindsNothing()
    {
        var collection = await NewCollectionAsync();

        Assert.Empty(await collection.SearchAsync(SearchQuery.ByVector(RandomVector(8, 1)), Cancellation));
    }

    [Fact]
    public async Task Search_MoreThanThereAre_FindsAll()
    {
        var collection = await NewCollectionAsync();
        await collection.UpsertAsync(RandomRecords(7, 8), Cancellation);

        Assert.Equal(7, (await collection.SearchAsync(SearchQuery.ByVector(RandomVector(8, 1), 50), Cancellation)).Count);
    }

    [Fact]
    public async Task Search_Filtered_EqualsTheExactAnswerOverTheMatching()
    {
        var collection = await NewCollectionAsync(16);
        var records = RandomRecords(150, 16);
        await collection.UpsertAsync(records, Cancellation);
        var filter = Filter.Eq("parity", "odd") & Filter.Lt("n", 90);
        var query = RandomVector(16, 5001);

        var hits = await collection.SearchAsync(SearchQuery.ByVector(query, 12) with { Filter = filter }, Cancellation);

        AssertHits(Nearest(records.Where(filter.Matches), query, DistanceMetric.Cosine, 12), hits);
    }

    [Fact]
    public async Task Search_FilterThatNothingMatches_FindsNothing()
    {
        var collection = await NewCollectionAsync();
        await collection.UpsertAsync(RandomRecords(7, 8), Cancellation);

        Assert.Empty(await collection.SearchAsync(SearchQuery.ByVector(RandomVector(8, 1)) with { Filter = Filter.Eq("n", 1000) }, Cancellation));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(-0.2)]
    public async Task Search_MinScore_CutsThere(double least)
    {
        var collection = await NewCollectionAsync(16);
        var records = RandomRecords(100, 16);
        await collection.UpsertAsync(records, Cancellation);
        var query = RandomVector(16, 5002);

        var hits = await collection.SearchAsync(SearchQuery.ByVector(query, 100) with { MinScore = least }, Cancellation);

        AssertHits(Nearest(records, query, DistanceMetric.Cosine, 100).Where(hit => hit.Score >= least), hits);
    }

    [Fact]
    public async Task Search_MinScoreOfADistance_IsOnTheSimilarityScale()
    {
        Assert.SkipUnless(Store.Capabilities.Metrics.Contains(DistanceMetric.Euclidean), "The store has no Euclidean distance.");
        var collection = await NewCollectionAsync(16, DistanceMetric.Euclidean);
        var records = RandomRecords(100, 16);
        await collection.UpsertAsync(records, Cancellation);
        var query = RandomVector(16, 5003);
        var least = Nearest(records, query, DistanceMetric.Euclidean, 31)[^1].Score + 1e-3;

        var hits = await collection.SearchAsync(SearchQuery.ByVector(query, 100) with { MinScore = least }, Cancellation);

        Assert.NotEmpty(hits);
        AssertHits(Nearest(records, query, DistanceMetric.Euclidean, 100).Where(hit => hit.Score >= least), hits);
    }

    [Theory]
    [InlineData(DistanceMetric.Cosine)]
    [InlineData(DistanceMetric.Dot)]
    [InlineData(DistanceMetric.Euclidean)]
    public async Task SearchBatch_AnyQueries_GivesWhatEachGivesAlone(DistanceMetric metric)
    {
        Assert.SkipUnless(Store.Capabilities.Metrics.Contains(metric), $"The store has no metric {metric}.");
        var collection = await NewCollectionAsync(16, metric);
        var records = RandomRecords(150, 16);
        await collection.UpsertAsync(records, Cancellation);
        // Over sixteen and a few alike, so that some are answered together; another filter, a page and a threshold among them.
        var queries = Enumerable.Range(0, 21).Select(i => SearchQuery.ByVector(RandomVector(16, 6000 + i), 3 + (i % 7)) with { Exact = true }).ToList();
        queries.AddRange(Enumerable.Range(0, 5).Select(i => SearchQuery.ByVector(RandomVector(16, 6100 + i), 6) with { Exact = true, Filter = Filter.Eq("parity", "odd"), Offset = i }));
        queries.Add(SearchQuery.ByVector(RandomVector(16, 6200), 6) with { Exact = true, MinScore = 0 });
        queries.Add(SearchQuery.ById(records[5].Id, 4));

        var together = await collection.SearchBatchAsync(queries, Cancellation);

        Assert.Equal(queries.Count, together.Count);
        for (var i = 0; i < queries.Count; i++)
        {
            var alone = await collection.SearchAsync(queries[i], Cancellation);
            Assert.Equal(alone.Select(hit => (hit.Id, hit.Score)), together[i].Select(hit => (hit.Id, hit.Score)));
        }
        Assert.Empty(await collection.SearchBatchAsync([], Cancellation));
        await AssertRefusedAsync(() => collection.SearchBatchAsync([queries[0], SearchQuery.ByVector(RandomVector(17, 1))], Cancellation));
    }

    [Fact]
    public async Task Search_Pages_JoinToTheWhole()
    {
        var collection = await NewCollectionAsync(16);
        await collection.UpsertAsync(RandomRecords(60, 16), Cancellation);
        var query = SearchQuery.ByVector(RandomVector(16, 5004), 25) with { Exact = true };

        var whole = await collection.SearchAsync(query, Cancellation);
        var pages = new List<SearchHit>();
        for (var offset = 0; offset < 25; offset += 10)
            pages.AddRange(await collection.SearchAsync(query with { Top = Math.Min(10, 25 - offset), Offset = offset }, Cancellation));

        Assert.Equal(whole.Select(hit => hit.Id), pages.Select(hit => hit.Id));
        Assert.Empty(await collection.SearchAsync(query with { Offset = 60 }, Cancellation));
    }

    [Fact]
    public async Task Search_ReplacedVector_IsFoundOnlyByTheNew()
    {
        var collection = await NewCollectionAsync(8);
        await collection.UpsertAsync(RandomRecords(20, 8), Cancellation);

        await collection.UpsertAsync([new VectorRecord("r0005", RandomVector(8, 6000))], Cancellation);

        Assert.Equal("r0005", (await collection.SearchAsync(SearchQuery.ByVector(RandomVector(8, 6000), 1), Cancellation))[0].Id);
        Assert.True((await collection.SearchAsync(SearchQuery.ByVector(RandomVector(8, 5), 1), Cancellation))[0].Score < 0.999);
    }

    [Fact]
    public async Task Search_ById_UsesItsVectorAndLeavesItOut()
    {
        var collection = await NewCollectionAsync(16);
        var records = RandomRecords(50, 16);
        await collection.UpsertAsync(records, Cancellation);

        var hits = await collection.SearchAsync(SearchQuery.ById("r0007", 10), Cancellation);

        AssertHits(Nearest(records.Where(record => record.Id != "r0007"), DenseOf(records[7]), DistanceMetric.Cosine, 10), hits);
    }

    [Fact]
    public async Task Search_ByMissingId_Throws()
    {
        var collection = await NewCollectionAsync();
        await collection.UpsertAsync(RandomRecords(3, 8), Cancellation);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.SearchAsync(SearchQuery.ById("missing"), Cancellation));

        Assert.Contains("missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_Grouped_BestGroupFirst()
    {
        Needs(VectorStoreFeatures.Grouping);
        var collection = await NewCollectionAsync(16);
        List<VectorRecord> records = [.. Enumerable.Range(0, 60).Select(n =>
            new VectorRecord($"r{n:0000}", RandomVector(16, n), null, n % 10 == 9 ? Payload(("n", n)) : Payload(("n", n), ("file", $"f{n % 7}"))))];
        await collection.UpsertAsync(records, Cancellation);
        var query = RandomVector(16, 5005);

        var hits = await collection.SearchAsync(SearchQuery.ByVector(query, 4) with { GroupBy = "file", GroupSize = 2 }, Cancellation);

        var expected = Nearest(records, query, DistanceMetric.Cosine, 60)
            .Select(hit => (Hit: hit, File: records.Single(record => record.Id == hit.Id).Payload.GetValueOrDefault("file")))
            .Where(entry => entry.File.Kind == PayloadKind.String)
            .GroupBy(entry => entry.File.AsString()).Take(4).SelectMany(group => group.Take(2)).ToList();
        Assert.Equal(expected.Select(entry => entry.Hit.Id), hits.Select(hit => hit.Id));
        Assert.Equal(expected.Select(entry => entry.File), hits.Select(hit => hit.Group!.Value));
    }

    [Fact]
    public async Task Search_GroupedByAStoreThatCannot_Throws()
    {
        NeedsNo(VectorStoreFeatures.Grouping);
        var collection = await NewCollectionAsync();

        var error = await Assert.ThrowsAsync<VectorStoreException>(() =>
            collection.SearchAsync(SearchQuery.ByVector(RandomVector(8, 1)) with { GroupBy = "file" }, Cancellation));

        Assert.Equal("unsupported_feature", error.Code);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, 32)]
    public async Task Search_CoarseWithManyCandidates_EqualsTheExactAnswer(bool signCodes, int? dimensions)
    {
        Needs(VectorStoreFeatures.CoarseToFine);
        var vector = new VectorDefinition { Dimensions = 64 };
        var collection = await NewCollectionAsync(dimensions is { } head ? WithLeadingDimensions(vector, head) : vector);
        var records = RandomRecords(200, 64);
        await collection.UpsertAsync(records, Cancellation);
        var query = RandomVector(64, 5006);
        var leg = SearchLeg.ByVector(query) with { Coarse = new CoarseSearch { SignCodes = signCodes, Dimensions = dimensions, Oversampling = 40 } };

        var hits = await collection.SearchAsync(SearchQuery.ByLeg(leg, 5), Cancellation);

        AssertHits(Nearest(records, query, DistanceMetric.Cosine, 5), hits);
    }

    [Fact]
    public async Task Search_MultiVectorOverCoarseCandidates_EqualsTheExactAnswerOverThem()
    {
        Needs(VectorStoreFeatures.CoarseToFine | VectorStoreFeatures.NamedVectors | VectorStoreFeatures.MultiVectors);
        var collection = await NewCollectionAsync(new VectorDefinition { Name = "text", Dimensions = 16 }, new VectorDefinition { Name = "late", Kind = VectorKind.Multi, Dimensions = 8, Metric = DistanceMetric.Dot });
        List<VectorRecord> records = [.. Enumerable.Range(0, 120).Select(n => new VectorRecord($"r{n:0000}")
        {
            Vectors = new Dictionary<string, VectorValue> { ["text"] = RandomVector(16, n), ["late"] = VectorValue.Multi(RandomVector(24, n), 8) },
        })];
        await collection.UpsertAsync(records, Cancellation);
        var (dense, rows) = (RandomVector(16, 5009), VectorValue.Multi(RandomVector(16, 5010), 8));
        var leg = SearchLeg.ByVector(rows, "late") with { Coarse = new CoarseSearch { VectorName = "text", Vector = dense, Oversampling = 4 } };

        var hits = await collection.SearchAsync(SearchQuery.ByLeg(leg, 5), Cancellation);

        var candidates = Nearest(records, dense, DistanceMetric.Cosine, 20, "text").Select(hit => hit.Id).ToHashSet();
        var exact = records.Where(record => candidates.Contains(record.Id)).Select(record => (record.Id, Score: (double)VectorMath.MaxSim(RandomVector(16, 5010), ((MultiVector)record.Vectors["late"]).Values.Span, 8)));
        AssertHits(exact.OrderByDescending(hit => hit.Score).Take(5), hits);
    }

    [Fact]
    public async Task Search_MultiVectorWithoutACoarseQuery_IsRefused()
    {
        Needs(VectorStoreFeatures.CoarseToFine | VectorStoreFeatures.NamedVectors | VectorStoreFeatures.MultiVectors);
        var collection = await NewCollectionAsync(new VectorDefinition { Name = "text", Dimensions = 16 }, new VectorDefinition { Name = "late", Kind = VectorKind.Multi, Dimensions = 8, Metric = DistanceMetric.Dot });
        var leg = SearchLeg.ByVector(VectorValue.Multi(RandomVector(16, 1), 8), "late");

        await AssertRefusedAsync(() => collection.SearchAsync(SearchQuery.ByLeg(leg with { Coarse = new CoarseSearch { Dimensions = 4 } }, 5), Cancellation));
        await AssertRefusedAsync(() => collection.SearchAsync(SearchQuery.ByLeg(leg with { Coarse = new CoarseSearch { Vector = RandomVector(16, 2) } }, 5), Cancellation));
        await AssertRefusedAsync(() => collection.SearchAsync(SearchQuery.ByLeg(leg with { Coarse = new CoarseSearch { VectorName = "text", Vector = RandomVector(8, 2) } }, 5), Cancellation));
    }

    [Fact]
    public async Task Search_CoarseByASmallerVector_EqualsTheExactAnswer()
    {
        Needs(VectorStoreFeatures.CoarseToFine | VectorStoreFeatures.NamedVectors);
        var collection = await NewCollectionAsync(new VectorDefinition { Name = "full", Dimensions = 64 }, new VectorDefinition { Name = "small", Dimensions = 16 });
        List<VectorRecord> records = [.. Enumerable.Range(0, 100).Select(n => new VectorRecord($"r{n:0000}")
        {
            Vectors = new Dictionary<string, VectorValue> { ["full"] = RandomVector(64, n), ["small"] = VectorMath.TruncateAndNormalize(RandomVector(64, n), 16) },
        })];
        await collection.UpsertAsync(records, Cancellation);
        var query = RandomVector(64, 5007);
        var leg = SearchLeg.ByVector(query, "full") with { Coarse = new CoarseSearch { VectorName = "small", Oversampling = 20 } };

        AssertHits(Nearest(records, query, DistanceMetric.Cosine, 5, "full"), await collection.SearchAsync(SearchQuery.ByLeg(leg, 5), Cancellation));
    }

    [Fact]
    public async Task Search_CoarseFilteredAndDeleted_KeepsTheTopFull()
    {
        Needs(VectorStoreFeatures.CoarseToFine);
        var collection = await NewCollectionAsync(64);
        var records = RandomRecords(300, 64);
        await collection.UpsertAsync(records, Cancellation);
        await collection.DeleteAsync(Filter.Lt("n", 50), Cancellation);
        var query = RandomVector(64, 5008);
        var filter = Filter.Eq("parity", "odd");
        var leg = SearchLeg.ByVector(query) with { Coarse = new CoarseSearch { SignCodes = true, Oversampling = 30 } };

        var hits = await collection.SearchAsync(SearchQuery.ByLeg(leg, 10) with { Filter = filter }, Cancellation);

        AssertHits(Nearest(records.Skip(50).Where(filter.Matches), query, DistanceMetric.Cosine, 10), hits);
    }

    [Fact]
    public async Task Search_CoarseByAStoreThatCannot_Throws()
    {
        NeedsNo(VectorStoreFeatures.CoarseToFine);
        var collection = await NewCollectionAsync();
        var leg = SearchLeg.ByVector(RandomVector(8, 1)) with { Coarse = new CoarseSearch { Dimensions = 4 } };

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.SearchAsync(SearchQuery.ByLeg(leg, 5), Cancellation));

        Assert.Equal("unsupported_feature", error.Code);
    }
}
