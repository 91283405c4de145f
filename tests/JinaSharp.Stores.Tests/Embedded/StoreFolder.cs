using JinaSharp.TestSupport;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>A temporary folder for stores, with records whose content follows from their id and batch, so that wrong ones show.</summary>
internal sealed class StoreFolder : IDisposable
{
    public const int Dimensions = 12;
    public const string Collection = "docs";

    public string Path { get; } = TestPaths.NewTemporaryFolder();

    public string CollectionPath => System.IO.Path.Combine(Path, Collection);

    public string Log => Directory.GetFiles(CollectionPath, "*.jlog").Order(StringComparer.Ordinal).Last();

    public static VectorCollectionDefinition Definition { get; } = new()
    {
        Name = Collection,
        KeywordIndex = true,
        Vectors =
        [
            new VectorDefinition { Dimensions = Dimensions },
            new VectorDefinition { Name = "half", Dimensions = Dimensions, Metric = DistanceMetric.Dot, Storage = VectorStorage.Float16 },
            new VectorDefinition { Name = "bytes", Dimensions = Dimensions, Storage = VectorStorage.Int8 },
            new VectorDefinition { Name = "tokens", Dimensions = 4, Kind = VectorKind.Multi, Metric = DistanceMetric.Dot },
            new VectorDefinition { Name = "words", Dimensions = 0, Kind = VectorKind.Sparse, Metric = DistanceMetric.Dot },
            new VectorDefinition { Name = "bits", Dimensions = 64, Kind = VectorKind.Binary, Metric = DistanceMetric.Hamming },
        ],
    };

    public EmbeddedStore Open(EmbeddedStoreOptions? options = null) => new(Path, options ?? new EmbeddedStoreOptions { Durable = false });

    /// <summary>A record of a batch.</summary>
    public static VectorRecord Record(string id, int batch)
    {
        var random = new Random(HashOf(id) + batch);
        uint[] positions = [.. Enumerable.Range(0, 5).Select(_ => (uint)random.Next(40)).Distinct().Order()];
        var vectors = new Dictionary<string, VectorValue> { [""] = Floats(random, Dimensions), ["half"] = Floats(random, Dimensions), ["bytes"] = Floats(random, Dimensions) };
        if (HashOf(id) % 3 != 0)
        {
            vectors["tokens"] = VectorValue.Multi(Floats(random, 4 * random.Next(1, 6)), 4);
            vectors["words"] = VectorValue.Sparse(positions, Floats(random, positions.Length));
            vectors["bits"] = VectorValue.Binary(VectorMath.QuantizeBinary(Floats(random, 64)));
        }
        return new VectorRecord(id)
        {
            Text = $"the text of {id} in batch{batch}",
            Payload = new Dictionary<string, PayloadValue> { ["batch"] = batch, ["tags"] = PayloadValue.FromList(["a", $"b{batch}"]) },
            Vectors = vectors,
        };
    }

    /// <summary>The records that batch <paramref name="batch"/> puts: some new, some that replace.</summary>
    public static List<VectorRecord> Batch(int batch, int size = 6) =>
        [.. Enumerable.Range(0, size).Select(n => Record(n < 2 ? $"shared{(batch + n) % 5}" : $"b{batch}-{n}", batch))];

    /// <summary>What a collection holds after some batches: id to batch.</summary>
    public static Dictionary<string, int> Expected(int batches, int size = 6)
    {
        var expected = new Dictionary<string, int>();
        for (var batch = 0; batch < batches; batch++)
            foreach (var record in Batch(batch, size))
                expected[record.Id] = batch;
        return expected;
    }

    /// <summary>Holds a record against what its id and batch say: every vector, text and payload.</summary>
    public static void AssertRecord(VectorRecord actual)
    {
        var expected = Record(actual.Id, (int)actual.Payload["batch"].AsInt64());
        Assert.Equal(expected.Text, actual.Text);
        Assert.Equal(expected.Payload["tags"], actual.Payload["tags"]);
        Assert.Equal(expected.Vectors.Keys.Order(StringComparer.Ordinal), actual.Vectors.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, vector) in expected.Vectors)
        {
            // Half precision keeps 11 bits of values up to 1; a byte a 254th of the largest.
            var tolerance = name == "half" ? 1f / 2048 : name == "bytes" ? 1f / 200 : 0;
            switch (vector)
            {
                case DenseVector dense:
                    Assert.Equal(dense.Values.ToArray(), ((DenseVector)actual.Vectors[name]).Values.ToArray(), (left, right) => MathF.Abs(left - right) <= tolerance);
                    break;
                case MultiVector multi:
                    Assert.Equal(multi.Values.ToArray(), ((MultiVector)actual.Vectors[name]).Values.ToArray());
                    break;
                case SparseVector sparse:
                    Assert.Equal(sparse.Indices.ToArray(), ((SparseVector)actual.Vectors[name]).Indices.ToArray());
                    Assert.Equal(sparse.Values.ToArray(), ((SparseVector)actual.Vectors[name]).Values.ToArray());
                    break;
                case BinaryVector binary:
                    Assert.Equal(binary.Bits.ToArray(), ((BinaryVector)actual.Vectors[name]).Bits.ToArray());
                    break;
            }
        }
    }

    /// <summary>Reads everything and checks it; gives id to batch.</summary>
    public static async Task<Dictionary<string, int>> ReadAsync(IVectorCollection collection, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, int>();
        await foreach (var record in collection.ScrollAsync(parts: RecordParts.All, cancellationToken: cancellationToken))
        {
            AssertRecord(record);
            found.Add(record.Id, (int)record.Payload["batch"].AsInt64());
        }
        Assert.Equal(found.Count, await collection.CountAsync(cancellationToken: cancellationToken));
        return found;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static int HashOf(string id) => id.Aggregate(17, (hash, character) => unchecked((hash * 31) + character)) & 0xFFFFFF;

    private static float[] Floats(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
}
