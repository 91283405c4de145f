using JinaSharp.Stores.Embedded.Search;
using JinaSharp.Testing.Stores;
using Microsoft.Extensions.AI;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>Every dense vector with enough dimensions and rows has lists of its own, in files and in memory.</summary>
public sealed class SeveralListsTests : IDisposable
{
    private const int Rows = 9000;
    private const int Queries = 30;

    private static readonly ClusteredVectors Wide = new(256, 300, 31);
    private static readonly ClusteredVectors Narrow = new(96, 200, 32);

    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SeveralVectors_EachKeepsRecall(bool inFiles)
    {
        await using var store = inFiles ? _folder.Open() : EmbeddedStore.InMemory();
        var collection = await FillAsync(store, Rows);
        await collection.CompactAsync(Cancellation);

        Assert.Equal([true, true, false, false], HasLists(collection));
        await AssertRecallAsync(collection);

        await collection.DeleteAsync(Filter.Lt("percent", 30), Cancellation);
        await UpsertAsync(collection, Rows, 1500);
        await AssertRecallAsync(collection);
        // In files, made anew from mapped files.
        await collection.CompactAsync(Cancellation);
        Assert.Equal([true, true, false, false], HasLists(collection));
        await AssertRecallAsync(collection);
    }

    [Fact]
    public async Task Reopened_HasTheListsOfAllVectors()
    {
        await using (var store = _folder.Open())
            await (await FillAsync(store, Rows)).CompactAsync(Cancellation);

        await using var again = _folder.Open();
        var collection = (EmbeddedCollection)(await again.FindCollectionAsync("lists", Cancellation))!;
        Assert.Equal([true, true, false, false], HasLists(collection));
        await AssertRecallAsync(collection);
        Assert.Equal("r77", (await collection.SearchAsync(SearchQuery.ByText("only77", 1), Cancellation))[0].Id);
    }

    [Fact]
    public async Task InMemory_ListsComeWhileRowsAreWritten()
    {
        await using var store = EmbeddedStore.InMemory();
        var collection = await FillAsync(store, Rows);

        for (var wait = 0; wait < 600 && !HasLists(collection)[0]; wait++) await Task.Delay(50, Cancellation);

        Assert.True(HasLists(collection)[0], "No lists were made beside the writing.");
        await AssertRecallAsync(collection);
    }

    [Fact]
    public async Task InMemory_ViewOlderThanTheLists_SeesNoLaterRows()
    {
        await using var store = EmbeddedStore.InMemory();
        var collection = await FillAsync(store, 2500);
        var view = collection.View;
        await UpsertAsync(collection, 2500, Rows - 2500);
        await collection.CompactAsync(Cancellation);

        Assert.True(HasLists(collection)[0]);
        for (var i = 0; i < Queries; i++)
        {
            var hits = new Searcher(view, collection.Definition).Search(SearchQuery.ByVector(Wide.Row(3000 + i), 20, "wide"), Cancellation);
            Assert.Equal(20, hits.Count);
            Assert.All(hits, hit => Assert.True(int.Parse(hit.Id[1..], System.Globalization.CultureInfo.InvariantCulture) < 2500));
        }
    }

    [Fact]
    public async Task Closed_WhileListsAreMade_EndsSoon()
    {
        var store = EmbeddedStore.InMemory();
        var collection = await FillAsync(store, Rows);
        var compacting = collection.CompactAsync(Cancellation);

        await store.DisposeAsync();

        try
        {
            await compacting;
        }
        catch (VectorStoreException error)
        {
            Assert.Equal("disposed", error.Code);
        }
    }

    private static bool[] HasLists(EmbeddedCollection collection) => [.. collection.View.Slices[0].Segment.Vectors.Select(vector => vector.Lists is not null)];

    private static async Task<EmbeddedCollection> FillAsync(EmbeddedStore store, int count)
    {
        var collection = (EmbeddedCollection)await store.GetOrCreateCollectionAsync(new VectorCollectionDefinition
        {
            Name = "lists",
            KeywordIndex = true,
            Vectors =
            [
                new VectorDefinition { Name = "wide", Dimensions = 256 },
                new VectorDefinition { Name = "narrow", Dimensions = 96, Metric = DistanceMetric.Euclidean, Storage = VectorStorage.Float16 },
                new VectorDefinition { Name = "small", Dimensions = 32 },
                // Too few rows have it.
                new VectorDefinition { Name = "rare", Dimensions = 64 },
            ],
            AdditionalProperties = new AdditionalPropertiesDictionary { ["embedded.index_rows"] = 2000 },
        }, Cancellation);
        await UpsertAsync(collection, 0, count);
        return collection;
    }

    private static async Task UpsertAsync(EmbeddedCollection collection, int first, int count)
    {
        foreach (var chunk in Enumerable.Range(first, count).Chunk(1000)) await collection.UpsertAsync([.. chunk.Select(Record)], Cancellation);
    }

    private static VectorRecord Record(int row)
    {
        var vectors = new Dictionary<string, VectorValue> { ["wide"] = Wide.Row(row), ["small"] = Wide.Row(row)[..32] };
        if (row % 3 != 0) vectors["narrow"] = Narrow.Row(row);
        if (row % 50 == 0) vectors["rare"] = Wide.Row(row)[..64];
        return new VectorRecord($"r{row}") { Text = $"only{row}", Payload = new Dictionary<string, PayloadValue> { ["percent"] = row * 7919L % 100 }, Vectors = vectors };
    }

    private static async Task AssertRecallAsync(EmbeddedCollection collection)
    {
        foreach (var (name, vectors) in (IEnumerable<(string, ClusteredVectors)>)[("wide", new ClusteredVectors(256, 300, 41)), ("narrow", new ClusteredVectors(96, 200, 42))])
        {
            foreach (var filter in (Filter?[])[null, Filter.Lt("percent", 40), Filter.Lt("percent", 80)])
            {
                double found = 0, wanted = 0;
                for (var i = 0; i < Queries; i++)
                {
                    var query = SearchQuery.ByVector(vectors.Row(i), 10, name) with { Filter = filter };
                    var exact = await collection.SearchAsync(query with { Exact = true }, Cancellation);
                    var hits = await collection.SearchAsync(query, Cancellation);
                    Assert.Equal(exact.Count, hits.Count);
                    found += hits.Select(hit => (hit.Id, hit.Score)).Intersect(exact.Select(hit => (hit.Id, hit.Score))).Count();
                    wanted += exact.Count;
                }
                Assert.True(found / wanted >= 0.95, $"Recall of {name} is {found / wanted:F3} with filter {filter}.");
            }
        }
    }
}
