using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>A folder written by version 1 of the format (kept beside this file): its codes are of vectors that were not rotated.</summary>
public sealed class OldFormatTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public OldFormatTests()
    {
        var target = Directory.CreateDirectory(Path.Combine(_folder.Path, "old")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Embedded", "Version1", "old"))) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Version1_EverySearch_FindsWhatTheRecordsSay()
    {
        await using var store = _folder.Open();
        var collection = (await store.FindCollectionAsync("old", Cancellation))!;

        await AssertFoundAsync(collection, 45);
    }

    [Fact]
    public async Task Version1_WrittenToAndCompacted_BecomesTheVersionOfToday()
    {
        await using (var store = _folder.Open())
        {
            var collection = (EmbeddedCollection)(await store.FindCollectionAsync("old", Cancellation))!;
            await collection.UpsertAsync([Record(45), Record(46)], Cancellation);
            await AssertFoundAsync(collection, 47);
            await collection.CompactAsync(Cancellation);
            await AssertFoundAsync(collection, 47);
        }

        var segment = Directory.GetFiles(Path.Combine(_folder.Path, "old"), "*.jseg").Single();
        Assert.Equal(StoreFormat.Version, BitConverter.ToInt32(await File.ReadAllBytesAsync(segment, Cancellation), 8));
        await using var again = _folder.Open();
        await AssertFoundAsync((await again.FindCollectionAsync("old", Cancellation))!, 47);
    }

    private static async Task AssertFoundAsync(IVectorCollection collection, int count)
    {
        Assert.Equal(count - 1, await collection.CountAsync(cancellationToken: Cancellation));
        for (var row = 0; row < count; row++)
        {
            if (row == 3) continue;
            var record = Record(row);
            foreach (var (name, vector) in record.Vectors)
            {
                var exact = await collection.SearchAsync(SearchQuery.ByVector(vector, 5, name) with { Exact = true }, Cancellation);
                var codes = await collection.SearchAsync(SearchQuery.ByLeg(SearchLeg.ByVector(vector, name) with { Coarse = new CoarseSearch { SignCodes = true, Oversampling = 4 } }) with { Top = 5 }, Cancellation);
                Assert.Equal(record.Id, codes[0].Id);
                Assert.Equal(exact[0].Score, codes[0].Score);
            }
            Assert.Equal(record.Id, (await collection.SearchAsync(SearchQuery.ByText($"{row}", 1), Cancellation))[0].Id);
        }
    }

    // What the program that wrote the folder put there.
    private static VectorRecord Record(int row)
    {
        var vectors = new Dictionary<string, VectorValue> { ["dense"] = Floats(row, 80) };
        if (row % 5 != 4) vectors["wide"] = Floats(row, 600);
        return new VectorRecord($"r{row}") { Text = $"record number {row}", Payload = new Dictionary<string, PayloadValue> { ["n"] = row }, Vectors = vectors };
    }

    private static float[] Floats(int row, int dimensions)
    {
        var random = new Random((row * 7) + dimensions);
        return [.. Enumerable.Range(0, dimensions).Select(_ => random.NextSingle() - 0.5f)];
    }
}
