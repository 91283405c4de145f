using Microsoft.Extensions.AI;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>A batch of searches gives what the searches give one by one, bit by bit: over metrics, storages, filters and kinds of search, and data on which rounding decides.</summary>
public sealed class BatchSearchTests : IDisposable
{
    private const int Dimensions = 72;

    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<DistanceMetric, VectorStorage, bool> Cases
    {
        get
        {
            var cases = new TheoryData<DistanceMetric, VectorStorage, bool>();
            foreach (var metric in (DistanceMetric[])[DistanceMetric.Cosine, DistanceMetric.Dot, DistanceMetric.Euclidean])
                foreach (var storage in Enum.GetValues<VectorStorage>())
                    foreach (var inFiles in (bool[])[false, true])
                        cases.Add(metric, storage, inFiles);
            return cases;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task AnyKindAndFilter_EqualsOneByOne(DistanceMetric metric, VectorStorage storage, bool inFiles)
    {
        await using var store = inFiles ? _folder.Open(new EmbeddedStoreOptions { Durable = false, SegmentBytes = 200_000 }) : EmbeddedStore.InMemory();
        var collection = await FillAsync(store, metric, storage, 3000, row => Vector(row, storage));
        if (inFiles) await ((EmbeddedCollection)collection).CompactAsync(Cancellation);
        await collection.DeleteAsync(Filter.Eq("percent", 7), Cancellation);
        await collection.UpsertAsync([.. Enumerable.Range(3000, 50).Select(row => Record(row, Vector(row, storage)))], Cancellation);

        foreach (var filter in (Filter?[])[null, Filter.Lt("percent", 5), Filter.Lt("percent", 60)])
            await AssertEqualAsync(collection, [.. Queries(storage).Select(query => query with { Filter = filter })]);
        // All in one call: some with filters of their own.
        await AssertEqualAsync(collection, [.. Queries(storage).Select((query, i) => i % 3 == 0 ? query : query with { Filter = Filter.Lt("percent", i % 3 == 1 ? 50 : 10 + i) })]);
    }

    [Theory]
    [InlineData(DistanceMetric.Cosine)]
    [InlineData(DistanceMetric.Dot)]
    [InlineData(DistanceMetric.Euclidean)]
    public async Task ThousandsOfEqualRows_EqualsOneByOne(DistanceMetric metric)
    {
        await using var store = EmbeddedStore.InMemory();
        var collection = await FillAsync(store, metric, VectorStorage.Float32, 9000, row => Random(row % 3, Dimensions));

        await AssertEqualAsync(collection, [.. Enumerable.Range(0, 8).Select(i => Exact(Random(i % 4, Dimensions), 25))]);
    }

    [Theory]
    [InlineData(1e-22f)]
    [InlineData(1e-30f)]
    [InlineData(1e-41f)]
    [InlineData(1e18f)]
    [InlineData(1e30f)]
    public async Task NumbersNearTheLimits_EqualsOneByOne(float size)
    {
        foreach (var metric in (DistanceMetric[])[DistanceMetric.Cosine, DistanceMetric.Dot, DistanceMetric.Euclidean])
        {
            await using var store = EmbeddedStore.InMemory();
            var collection = await FillAsync(store, metric, VectorStorage.Float32, 400, row => [.. Random(row, Dimensions).Select(value => value * (row % 4 == 0 ? 1 : size))]);

            await AssertEqualAsync(collection, [.. Enumerable.Range(0, 40).Select(i => Exact([.. Random(i + 350, Dimensions).Select(value => value * (i % 2 == 0 ? 1 : size))], 10))]);
        }
    }

    [Fact]
    public async Task FarFromTheOrigin_DistancesThatProductsCannotTell_EqualsOneByOne()
    {
        await using var store = EmbeddedStore.InMemory();
        // All lie within a hundredth of each other, a thousand away from zero: their products agree in all digits but the last.
        var collection = await FillAsync(store, DistanceMetric.Euclidean, VectorStorage.Float32, 2000, Far);

        await AssertEqualAsync(collection, [.. Enumerable.Range(0, 70).Select(i => Exact(Far(i + 5000), 10))]);

        static float[] Far(int row) => [.. Random(row, Dimensions).Select(value => 1000 + (value / 100))];
    }

    [Fact]
    public async Task ApproximateThroughLists_EqualsOneByOne()
    {
        await using var store = _folder.Open();
        var collection = (EmbeddedCollection)await FillAsync(store, DistanceMetric.Cosine, VectorStorage.Float32, 3000, row => Vector(row, VectorStorage.Float32), indexRows: 1000);
        await collection.CompactAsync(Cancellation);

        Assert.NotNull(collection.View.Slices[0].Segment.Vectors[0].Lists);
        await AssertEqualAsync(collection, [.. Enumerable.Range(0, 50).Select(i => SearchQuery.ByVector(Vector(i * 31, VectorStorage.Float32), 10) with { Exact = i % 3 == 0 })]);
    }

    [Fact]
    public async Task OneThatFails_ThrowsAsItAloneDoes()
    {
        await using var store = EmbeddedStore.InMemory();
        var collection = await FillAsync(store, DistanceMetric.Cosine, VectorStorage.Float32, 700, row => Random(row, Dimensions));
        var queries = Queries(VectorStorage.Float32).Append(SearchQuery.ById("absent1")).Append(SearchQuery.ById("absent2")).ToList();

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.SearchBatchAsync(queries, Cancellation));

        Assert.Equal("not_found", error.Code);
        Assert.Contains("absent1", error.Message, StringComparison.Ordinal);
    }

    private static async Task AssertEqualAsync(IVectorCollection collection, List<SearchQuery> queries)
    {
        var together = await collection.SearchBatchAsync(queries, Cancellation);

        for (var i = 0; i < queries.Count; i++)
        {
            var alone = await collection.SearchAsync(queries[i], Cancellation);
            Assert.True(alone.Count > 0 || queries[i].Filter is not null);
            Assert.Equal(alone.Select(hit => (hit.Id, BitConverter.DoubleToInt64Bits(hit.Score))), together[i].Select(hit => (hit.Id, BitConverter.DoubleToInt64Bits(hit.Score))));
        }
    }

    private static IEnumerable<SearchQuery> Queries(VectorStorage storage)
    {
        for (var i = 0; i < 70; i++) yield return Exact(Vector((i * 37) + 1, storage), 1 + (i % 23)) with { Offset = i % 4 };
        for (var i = 0; i < 6; i++)
        {
            var vector = Vector((i * 331) + 2, storage);
            yield return SearchQuery.ByVector(vector, 10);
            yield return SearchQuery.ByLeg(SearchLeg.ByVector(vector) with { Coarse = new CoarseSearch { SignCodes = true } });
            yield return SearchQuery.ByLeg(SearchLeg.ByVector(vector) with { Coarse = new CoarseSearch { Dimensions = 24 } });
            yield return SearchQuery.ByVector(VectorValue.Sparse(new uint[] { 1, (uint)(5 + i) }, new float[] { 1, 2 }), 10, "words");
            yield return SearchQuery.ByVector(VectorValue.Multi(Random(i, 8), 4), 10, "tokens");
            yield return SearchQuery.ByVector(VectorValue.Binary(VectorMath.QuantizeBinary(Random(i, 64))), 10, "bits");
            yield return SearchQuery.ByText($"word{i}", 5);
            yield return SearchQuery.Hybrid(new DenseVector(vector), $"word{i}", 7);
            yield return Exact(vector, 5) with { GroupBy = "percent", GroupSize = 2 };
            yield return SearchQuery.ById($"r{(i * 100) + 1}");
        }
    }

    private static SearchQuery Exact(float[] vector, int top) => SearchQuery.ByVector(vector, top) with { Exact = true };

    private static async Task<IVectorCollection> FillAsync(EmbeddedStore store, DistanceMetric metric, VectorStorage storage, int rows, Func<int, float[]> vector, int indexRows = int.MaxValue)
    {
        var collection = await store.GetOrCreateCollectionAsync(new VectorCollectionDefinition
        {
            Name = "batch",
            KeywordIndex = true,
            Vectors =
            [
                new VectorDefinition { Dimensions = Dimensions, Metric = metric, Storage = storage },
                new VectorDefinition { Name = "tokens", Dimensions = 4, Kind = VectorKind.Multi, Metric = DistanceMetric.Dot },
                new VectorDefinition { Name = "words", Dimensions = 0, Kind = VectorKind.Sparse, Metric = DistanceMetric.Dot },
                new VectorDefinition { Name = "bits", Dimensions = 64, Kind = VectorKind.Binary, Metric = DistanceMetric.Hamming },
            ],
            AdditionalProperties = new AdditionalPropertiesDictionary { ["embedded.index_rows"] = indexRows },
        }, Cancellation);
        foreach (var chunk in Enumerable.Range(0, rows).Chunk(500)) await collection.UpsertAsync([.. chunk.Select(row => Record(row, vector(row)))], Cancellation);
        return collection;
    }

    private static VectorRecord Record(int row, float[] vector)
    {
        var vectors = new Dictionary<string, VectorValue>
        {
            ["tokens"] = VectorValue.Multi(Random(row, 12), 4),
            ["words"] = VectorValue.Sparse(new uint[] { 1, (uint)(2 + (row % 9)) }, new float[] { 1, 1 + (row % 5) }),
            ["bits"] = VectorValue.Binary(VectorMath.QuantizeBinary(Random(row, 64))),
        };
        if (row % 11 != 0) vectors[""] = vector;
        return new VectorRecord($"r{row}") { Text = $"word{row % 17} word", Payload = new Dictionary<string, PayloadValue> { ["percent"] = row * 7919L % 100 }, Vectors = vectors };
    }

    // Some equal to others, some equal but for the last digits, of different lengths, a few zero.
    private static float[] Vector(int row, VectorStorage storage)
    {
        var vector = Random(row % 5 == 0 ? row / 50 * 50 : row, Dimensions);
        if (row % 97 == 1 && storage != VectorStorage.Int8) Array.Clear(vector);
        if (row % 5 == 0 && row % 10 == 0) vector[row % Dimensions] += 1e-6f;
        if (row % 7 == 0) for (var i = 0; i < Dimensions; i++) vector[i] *= 1 + (row % 4);
        return vector;
    }

    private static float[] Random(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
