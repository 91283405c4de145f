using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>A folder written by version 2 of the format (kept beside this file): inverted lists of its first vector only, checksums of larger blocks.</summary>
public sealed class OldListsTests : IDisposable
{
    private const int Rows = 1060;
    private const int Deleted = 3;

    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public OldListsTests()
    {
        var target = Directory.CreateDirectory(Path.Combine(_folder.Path, "lists")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Embedded", "Version2", "lists"))) File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Version2_EverySearch_FindsWhatTheRecordsSay()
    {
        await using var store = _folder.Open();
        var collection = (EmbeddedCollection)(await store.FindCollectionAsync("lists", Cancellation))!;

        Assert.NotNull(collection.View.Slices[0].Segment.Vectors[0].Lists);
        Assert.Null(collection.View.Slices[0].Segment.Vectors[1].Lists);
        await AssertFoundAsync(collection);
    }

    [Fact]
    public async Task Version2_Compacted_BecomesTheVersionOfToday()
    {
        await using (var store = _folder.Open())
        {
            var collection = (EmbeddedCollection)(await store.FindCollectionAsync("lists", Cancellation))!;
            await collection.CompactAsync(Cancellation);
            await AssertFoundAsync(collection);
        }

        var segment = Directory.GetFiles(Path.Combine(_folder.Path, "lists"), "*.jseg").Single();
        Assert.Equal(StoreFormat.Version, BitConverter.ToInt32(await File.ReadAllBytesAsync(segment, Cancellation), 8));
        await using var again = _folder.Open();
        var reopened = (EmbeddedCollection)(await again.FindCollectionAsync("lists", Cancellation))!;
        Assert.NotNull(reopened.View.Slices[0].Segment.Vectors[0].Lists);
        await AssertFoundAsync(reopened);
    }

    [Fact]
    public async Task Version2_ChangedByte_IsNoticed()
    {
        var segment = Directory.GetFiles(Path.Combine(_folder.Path, "lists"), "*.jseg").Single();
        var bytes = await File.ReadAllBytesAsync(segment, Cancellation);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes, Cancellation);
        await using var store = _folder.Open();

        // One block is the whole file: its first use is the opening of the lists.
        var error = await Assert.ThrowsAsync<DamagedStoreException>(() => store.FindCollectionAsync("lists", Cancellation));
        Assert.Equal(segment, error.File);
    }

    private static async Task AssertFoundAsync(EmbeddedCollection collection)
    {
        Assert.Equal(Rows - 1, await collection.CountAsync(cancellationToken: Cancellation));
        for (var row = 0; row < Rows; row += 13)
        {
            foreach (var (name, vector) in Record(row).Vectors)
            {
                var hits = await collection.SearchAsync(SearchQuery.ByVector(vector, 3, name), Cancellation);
                Assert.Equal($"r{row}", hits[0].Id);
            }
            Assert.Equal($"r{row}", (await collection.SearchAsync(SearchQuery.ByText($"{row}", 1), Cancellation))[0].Id);
        }
        Assert.Empty(await collection.GetAsync([$"r{Deleted}"], cancellationToken: Cancellation));
    }

    // What the program that wrote the folder put there.
    private static VectorRecord Record(int row)
    {
        var vectors = new Dictionary<string, VectorValue> { ["dense"] = Floats(row, 1) };
        if (row % 5 != 4) vectors["other"] = Floats(row, 2);
        return new VectorRecord($"r{row}") { Text = $"number {row}", Payload = new Dictionary<string, PayloadValue> { ["n"] = row }, Vectors = vectors };
    }

    private static float[] Floats(int row, int seed)
    {
        var topic = new Random((row % 40 * 1000) + seed);
        var random = new Random((row * 7) + seed);
        return [.. Enumerable.Range(0, 64).Select(_ => topic.NextSingle() - 0.5f + (0.3f * (random.NextSingle() - 0.5f)))];
    }
}
