using JinaSharp.Testing.Stores;
using Microsoft.Extensions.AI;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>The approximate index keeps its recall: over clustered data, with filters, after inserts and deletes, and on data that its codes say little about.</summary>
public sealed class ListIndexTests : IDisposable
{
    private const int Dimensions = 256;
    private const int Rows = 12_000;
    private const int Queries = 40;

    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(400)]
    [InlineData(20)]
    public async Task ClusteredData_WithAndWithoutFilters_KeepsRecall(int clusters)
    {
        var data = new ClusteredVectors(Dimensions, clusters, 21);
        await using var store = _folder.Open();
        var collection = await FillAsync(store, data.Row, Rows);
        await collection.CompactAsync(Cancellation);
        var queries = Vectors(new ClusteredVectors(Dimensions, clusters, 22).Row);

        Assert.True(HasLists(collection), "No lists were made or they are not good enough to use.");
        await AssertRecallAsync(collection, queries, null);
        await AssertRecallAsync(collection, queries, Filter.Lt("percent", 1));
        await AssertRecallAsync(collection, queries, Filter.Lt("percent", 10));
        await AssertRecallAsync(collection, queries, Filter.Lt("percent", 50));
        await AssertRecallAsync(collection, queries, null, top: 50);
    }

    [Fact]
    public async Task InsertsAndDeletes_WithoutRebuild_KeepRecall()
    {
        var data = new ClusteredVectors(Dimensions, 400, 21);
        await using (var store = _folder.Open())
        {
            var collection = await FillAsync(store, data.Row, Rows);
            await collection.CompactAsync(Cancellation);
            await collection.DeleteAsync(Filter.Lt("percent", 40), Cancellation);
            await UpsertAsync(collection, data.Row, Rows, 3000);
            await AssertRecallAsync(collection, Vectors(new ClusteredVectors(Dimensions, 400, 22).Row), null);
        }

        await using var again = _folder.Open();
        var reopened = (EmbeddedCollection)(await again.FindCollectionAsync("lists", Cancellation))!;
        Assert.True(HasLists(reopened));
        await AssertRecallAsync(reopened, Vectors(new ClusteredVectors(Dimensions, 400, 22).Row), null);
    }

    [Fact]
    public async Task MostlyZeros_SignsSayLittle_RecallIsKeptAllTheSame()
    {
        await using var store = _folder.Open();
        var collection = await FillAsync(store, Sparse, 6000);
        await collection.CompactAsync(Cancellation);

        await AssertRecallAsync(collection, Vectors(row => Sparse(row + 50_000)), null);
    }

    [Theory]
    [InlineData(DistanceMetric.Dot, 0)]
    [InlineData(DistanceMetric.Euclidean, 0)]
    [InlineData(DistanceMetric.Dot, 1)]
    [InlineData(DistanceMetric.Euclidean, 1)]
    public async Task OtherMetrics_UnitOrAnyLength_KeepRecall(DistanceMetric metric, float spread)
    {
        var data = new ClusteredVectors(Dimensions, 400, 21);
        var others = new ClusteredVectors(Dimensions, 400, 22);
        await using var store = _folder.Open();
        var collection = await FillAsync(store, row => Scaled(data, row), 6000, metric);
        await collection.CompactAsync(Cancellation);

        Assert.True(spread > 0 || HasLists(collection), "No lists were made or they are not good enough to use.");
        await AssertRecallAsync(collection, Vectors(row => Scaled(others, row)), null);
        await AssertRecallAsync(collection, Vectors(row => Scaled(others, row)), Filter.Lt("percent", 10));

        float[] Scaled(ClusteredVectors vectors, int row)
        {
            var vector = vectors.Row(row);
            for (var i = 0; i < vector.Length; i++) vector[i] *= 1 + (spread * (row * 31 % 17) / 4f);
            return vector;
        }
    }

    private static bool HasLists(EmbeddedCollection collection) => collection.View.Slices.Any(slice => slice.Segment.Vectors[0].Lists is not null);

    private static List<float[]> Vectors(Func<int, float[]> row) => [.. Enumerable.Range(0, Queries).Select(row)];

    // Like hashed words: a dozen values that are not zero, topics sharing some.
    private static float[] Sparse(int row)
    {
        var random = new Random(row);
        var vector = new float[Dimensions];
        var topic = new Random(random.Next(300));
        for (var i = 0; i < 6; i++) vector[topic.Next(Dimensions)] += 1 - (2 * (i % 2));
        for (var i = 0; i < 8; i++) vector[random.Next(Dimensions)] += (float)random.NextDouble() - 0.5f;
        return vector;
    }

    private static async Task<EmbeddedCollection> FillAsync(EmbeddedStore store, Func<int, float[]> row, int count, DistanceMetric metric = DistanceMetric.Cosine)
    {
        var definition = VectorCollectionDefinition.Dense("lists", Dimensions, metric) with { AdditionalProperties = new AdditionalPropertiesDictionary { ["embedded.index_rows"] = 5000 } };
        var collection = (EmbeddedCollection)await store.GetOrCreateCollectionAsync(definition, Cancellation);
        await UpsertAsync(collection, row, 0, count);
        return collection;
    }

    private static async Task UpsertAsync(EmbeddedCollection collection, Func<int, float[]> row, int first, int count)
    {
        foreach (var chunk in Enumerable.Range(first, count).Chunk(1000))
            await collection.UpsertAsync([.. chunk.Select(n => new VectorRecord($"r{n}", row(n), null, new Dictionary<string, PayloadValue> { ["percent"] = n * 7919L % 100 }))], Cancellation);
    }

    private static async Task AssertRecallAsync(EmbeddedCollection collection, List<float[]> queries, Filter? filter, int top = 10)
    {
        double found = 0, wanted = 0;
        foreach (var vector in queries)
        {
            var query = SearchQuery.ByVector(vector, top) with { Filter = filter, Parts = RecordParts.None };
            var exact = await collection.SearchAsync(query with { Exact = true }, Cancellation);
            var hits = await collection.SearchAsync(query, Cancellation);
            Assert.Equal(exact.Count, hits.Count);
            found += hits.Select(hit => hit.Id).Intersect(exact.Select(hit => hit.Id)).Count();
            wanted += exact.Count;
        }
        Assert.True(found / wanted >= 0.95, $"Recall is {found / wanted:F3} with filter {filter}, top {top}.");
    }
}
