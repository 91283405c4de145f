using Xunit;

namespace JinaSharp.Testing.Stores;

/// <summary>What every <see cref="IVectorStore"/> must do. Derive from it, give it a store, and all tests run; those of features that the store does not declare are skipped with the reason.</summary>
/// <remarks>Collections get names of their own and are deleted afterwards, so a shared server can be used.</remarks>
public abstract partial class VectorCollectionConformanceTests : IAsyncLifetime
{
    private readonly List<string> _names = [];
    private IVectorStore? _store;

    /// <summary>How far a score may be from the exact one. Stores that compute in single precision need no more.</summary>
    protected virtual double ScoreTolerance => 1e-4;

    /// <summary>Whether readers see all records of one upsert or none.</summary>
    protected virtual bool BatchesAreAtomic => false;

    /// <summary>A vector whose leading dimensions can be searched by alone, for stores that must be told when the collection is made.</summary>
    protected virtual VectorDefinition WithLeadingDimensions(VectorDefinition vector, int dimensions) => vector;

    /// <summary>Opens the store under test. Called once a test.</summary>
    protected abstract Task<IVectorStore> CreateStoreAsync();

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync() => _store = await CreateStoreAsync();

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            foreach (var name in _names) await _store.DeleteCollectionAsync(name, CancellationToken.None);
            await _store.DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>The store under test.</summary>
    protected IVectorStore Store => _store ?? throw new InvalidOperationException("The store is made in InitializeAsync.");

    /// <summary>Cancelled when the test run is stopped.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A collection name that no other test uses; the collection is deleted after the test.</summary>
    protected string NewName(string prefix = "c")
    {
        var name = $"{prefix}_{Guid.NewGuid():N}";
        _names.Add(name);
        return name;
    }

    /// <summary>Makes a collection of one unnamed dense vector.</summary>
    protected Task<IVectorCollection> NewCollectionAsync(int dimensions = 8, DistanceMetric metric = DistanceMetric.Cosine, bool keywordIndex = false) =>
        Store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(NewName(), dimensions, metric, keywordIndex: keywordIndex), Cancellation);

    /// <summary>Makes a collection of several vectors.</summary>
    protected Task<IVectorCollection> NewCollectionAsync(params VectorDefinition[] vectors) =>
        Store.GetOrCreateCollectionAsync(new VectorCollectionDefinition { Name = NewName(), Vectors = vectors }, Cancellation);

    /// <summary>Skips the test where the store does not declare a feature.</summary>
    protected void Needs(VectorStoreFeatures feature) =>
        Assert.SkipUnless(Store.Capabilities.Has(feature), $"The store '{Store.Capabilities.Store}' does not declare {feature}.");

    /// <summary>Skips the test where the store declares a feature.</summary>
    protected void NeedsNo(VectorStoreFeatures feature) =>
        Assert.SkipWhen(Store.Capabilities.Has(feature), $"The store '{Store.Capabilities.Store}' has {feature}.");

    /// <summary>A reproducible vector with values from -1 to 1.</summary>
    protected static float[] RandomVector(int dimensions, int seed)
    {
        var random = new Random((seed * 7919) + dimensions);
        var vector = new float[dimensions];
        for (var i = 0; i < dimensions; i++) vector[i] = (float)((random.NextDouble() * 2) - 1);
        return vector;
    }

    /// <summary>Records <c>r0000</c>, <c>r0001</c>... with reproducible vectors and a payload of <c>n</c>, <c>parity</c> and <c>half</c>.</summary>
    protected static List<VectorRecord> RandomRecords(int count, int dimensions, int firstSeed = 0) =>
        [.. Enumerable.Range(0, count).Select(n => new VectorRecord(
            $"r{n:0000}",
            RandomVector(dimensions, firstSeed + n),
            $"text {n}",
            Payload(("n", n), ("parity", n % 2 == 0 ? "even" : "odd"), ("half", n / 2.0))))];

    /// <summary>A payload.</summary>
    protected static Dictionary<string, PayloadValue> Payload(params (string Name, PayloadValue Value)[] values) =>
        values.ToDictionary(entry => entry.Name, entry => entry.Value);

    /// <summary>The dense vector of a record.</summary>
    protected static float[] DenseOf(VectorRecord record, string name = VectorDefinition.DefaultName) =>
        Assert.IsType<DenseVector>(record.Vectors[name]).Values.ToArray();

    /// <summary>All of an asynchronous sequence.</summary>
    protected static async Task<List<VectorRecord>> ToListAsync(IAsyncEnumerable<VectorRecord> records)
    {
        var list = new List<VectorRecord>();
        await foreach (var record in records) list.Add(record);
        return list;
    }

    /// <summary>Holds hits against the exact answer: ids in order, where scores are not almost equal, and scores.</summary>
    protected void AssertHits(IEnumerable<(string Id, double Score)> exact, SearchResults actual)
    {
        var expected = exact.ToList();
        Assert.Equal(expected.Count, actual.Count);
        var scoreOf = expected.ToDictionary(hit => hit.Id, hit => hit.Score);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Score, actual[i].Score, ScoreTolerance);
            // Records whose scores lie within the tolerance may change places, also over the edge of the list.
            if (scoreOf.TryGetValue(actual[i].Id, out var score)) Assert.Equal(score, actual[i].Score, ScoreTolerance);
            else Assert.Equal(expected[^1].Score, actual[i].Score, ScoreTolerance);
        }
        Assert.Equal(actual.Count, actual.Select(hit => hit.Id).Distinct().Count());
    }

    /// <summary>The exact answer of a dense search.</summary>
    protected static List<(string Id, double Score)> Nearest(
        IEnumerable<VectorRecord> records, float[] query, DistanceMetric metric, int top, string name = VectorDefinition.DefaultName) =>
        [.. records.Select(record => (record.Id, Score: VectorMath.Similarity(metric, query, DenseOf(record, name))))
            .OrderByDescending(hit => hit.Score).Take(top)];

    /// <summary>Refusals of a query or definition: the store's own error, or an argument error where the fault shows in the argument alone.</summary>
    protected static async Task<Exception> AssertRefusedAsync(Func<Task> action)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(action);
        Assert.True(error is VectorStoreException or ArgumentException or EmbeddingProfileMismatchException, $"Expected a store or argument error; found {error}");
        Assert.NotEmpty(error.Message);
        return error;
    }
}
