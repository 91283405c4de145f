using JinaSharp.FakeStores.Milvus;
using JinaSharp.FakeStores.Qdrant;
using JinaSharp.Stores.Milvus;
using JinaSharp.Stores.Qdrant;

namespace JinaSharp.Stores.Tests.Http;

/// <summary>Every way of fusing searches gives the ranking and scores of the embedded store, whoever computes it.</summary>
public sealed class RemoteFusionTests : IAsyncLifetime
{
    private readonly FakeQdrant _qdrant = new();
    private readonly FakeMilvus _milvus = new();
    private readonly EmbeddedStore _embedded = EmbeddedStore.InMemory();
    private readonly VectorRecord[] _records = Records();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<string, string> Cases { get; } = new(["qdrant", "milvus"], [.. Queries().Keys]);

    public async ValueTask InitializeAsync()
    {
        await _qdrant.StartAsync();
        await _milvus.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _qdrant.DisposeAsync();
        await _milvus.DisposeAsync();
        await _embedded.DisposeAsync();
        Assert.Empty(_qdrant.Breaches);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Hybrid_EqualsTheEmbeddedStore(string server, string name)
    {
        await using IVectorStore store = server == "qdrant" ? new QdrantStore(_qdrant.Endpoint) : new MilvusStore(_milvus.Endpoint);
        var query = Queries()[name];
        var expected = await (await FillAsync(_embedded)).SearchAsync(query, Cancellation);

        var actual = await (await FillAsync(store)).SearchAsync(query, Cancellation);

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(hit => (hit.Id, hit.Group)), actual.Select(hit => (hit.Id, hit.Group)));
        foreach (var (left, right) in expected.Zip(actual)) Assert.Equal(left.Score, right.Score, 1e-5);
    }

    private static Dictionary<string, SearchQuery> Queries()
    {
        var (dense, terms, late) = (SearchLeg.ByVector(Dense(901), "dense"), SearchLeg.ByVector(Sparse(902), "terms"), SearchLeg.ByVector(Late(903), "late"));
        return new Dictionary<string, SearchQuery>
        {
            ["ranks"] = SearchQuery.Hybrid([dense, terms]),
            ["ranks of three"] = SearchQuery.Hybrid([dense, terms, late], Fusion.ReciprocalRank(20)),
            ["ranks, smallest constant"] = SearchQuery.Hybrid([dense, terms], Fusion.ReciprocalRank(0)),
            ["ranks, large constant"] = SearchQuery.Hybrid([dense, terms], Fusion.ReciprocalRank(20_000)),
            ["ranks, equal weights other than one"] = SearchQuery.Hybrid([dense, terms], Fusion.ReciprocalRank(60, [0.5, 0.5])),
            ["weighted ranks"] = SearchQuery.Hybrid([dense, terms], Fusion.ReciprocalRank(60, [0.3, 0.7])),
            ["weighted ranks of three"] = SearchQuery.Hybrid([dense, terms, late], Fusion.ReciprocalRank(10, [3, 1, 2])),
            ["a weight of zero"] = SearchQuery.Hybrid([dense, terms], Fusion.ReciprocalRank(60, [1, 0])),
            ["scores"] = SearchQuery.Hybrid([dense, terms], Fusion.RelativeScore()),
            ["weighted scores"] = SearchQuery.Hybrid([dense, terms, late], Fusion.RelativeScore([0.2, 0.5, 0.3])),
            ["weighted scores, few candidates"] = SearchQuery.Hybrid([dense with { CandidateCount = 7 }, terms with { CandidateCount = 12 }], Fusion.RelativeScore([0.6, 0.4])),
            ["weighted ranks, filtered and paged"] = SearchQuery.Hybrid([dense, terms], Fusion.ReciprocalRank(60, [0.3, 0.7])) with { Filter = Filter.Eq("kind", "b"), Top = 4, Offset = 3 },
            ["scores, filtered, paged, with a least score"] = SearchQuery.Hybrid([dense, terms], Fusion.RelativeScore([2, 1])) with { Filter = Filter.Gte("n", 10), Top = 6, Offset = 1, MinScore = 0.4 },
            // Over all records: the least score of a leg depends on how deep it is read.
            ["scores by group"] = SearchQuery.Hybrid([dense with { CandidateCount = 60 }, terms with { CandidateCount = 60 }], Fusion.RelativeScore([2, 1])) with { GroupBy = "kind", GroupSize = 2, Top = 3 },
            ["weighted ranks like a record"] = SearchQuery.Hybrid([SearchLeg.ById("r7", "dense"), terms], Fusion.ReciprocalRank(60, [2, 1])),
        };
    }

    private async Task<IVectorCollection> FillAsync(IVectorStore store)
    {
        var collection = await store.GetOrCreateCollectionAsync(new VectorCollectionDefinition
        {
            Name = "docs",
            Vectors =
            [
                new VectorDefinition { Name = "dense", Dimensions = 8 },
                new VectorDefinition { Name = "terms", Kind = VectorKind.Sparse, Dimensions = 0, Metric = DistanceMetric.Dot },
                new VectorDefinition { Name = "late", Kind = VectorKind.Multi, Dimensions = 4, Metric = DistanceMetric.Dot },
            ],
        }, Cancellation);
        await collection.UpsertAsync(_records, Cancellation);
        return collection;
    }

    private static VectorRecord[] Records() => [.. Enumerable.Range(0, 60).Select(n => new VectorRecord($"r{n}")
    {
        Vectors = new Dictionary<string, VectorValue> { ["dense"] = Dense(n), ["terms"] = Sparse(n), ["late"] = Late(n) },
        Payload = new Dictionary<string, PayloadValue> { ["n"] = n, ["kind"] = n % 3 == 0 ? "a" : n % 3 == 1 ? "b" : "c" },
    })];

    private static VectorValue Dense(int seed) => Numbers(seed, 8);

    private static MultiVector Late(int seed) => VectorValue.Multi(Numbers(seed + 2000, 12), 4);

    private static SparseVector Sparse(int seed)
    {
        var random = new Random(seed + 5000);
        var indices = Enumerable.Range(0, 40).Select(index => (uint)index).Where(_ => random.Next(3) == 0).ToArray();
        return VectorValue.Sparse(indices, Numbers(seed + 7000, indices.Length).Select(Math.Abs).ToArray());
    }

    private static float[] Numbers(int seed, int count)
    {
        var random = new Random((seed * 31) + 7);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble() - 0.5f)];
    }
}
