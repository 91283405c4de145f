using System.Diagnostics;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Tests.Embedded;

public sealed class EmbeddedStoreTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("embedded.index_row", 5, "unknown_setting")]
    [InlineData("index_rows", 5, "unknown_setting")]
    [InlineData("embedded.index_rows", "many", "invalid_setting")]
    [InlineData("embedded.index_rows", 0, "invalid_setting")]
    [InlineData("qdrant.on_disk", true, null)]
    [InlineData("embedded.index_rows", "5000", null)]
    public async Task Create_Setting_IsKnownOrRefused(string name, object value, string? code)
    {
        await using var store = _folder.Open();
        var definition = VectorCollectionDefinition.Dense("set", 4) with { AdditionalProperties = new() { [name] = value } };

        var error = await Xunit.Record.ExceptionAsync(() => store.GetOrCreateCollectionAsync(definition, Cancellation));

        Assert.Equal(code, (error as VectorStoreException)?.Code);
        Assert.Equal(code is null ? ["set"] : [], await store.ListCollectionsAsync(Cancellation));
    }

    [Fact]
    public async Task Search_UnknownSetting_IsRefused()
    {
        await using var store = _folder.Open();
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("set", 2), Cancellation);

        var error = await Assert.ThrowsAsync<VectorStoreException>(
            () => collection.SearchAsync(SearchQuery.ByVector(new float[] { 1, 0 }) with { AdditionalProperties = new() { ["embedded.ef"] = 5 } }, Cancellation));

        Assert.Equal("unknown_setting", error.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reopen_AfterBatches_EverythingIsThere(bool durable)
    {
        await WriteAsync(5, new EmbeddedStoreOptions { Durable = durable });

        await using var store = _folder.Open();
        var collection = (await store.FindCollectionAsync(StoreFolder.Collection, Cancellation))!;

        Assert.Equal(StoreFolder.Expected(5), await StoreFolder.ReadAsync(collection, Cancellation));
        Assert.Equal("b3-4", (await collection.SearchAsync(SearchQuery.ByVector(StoreFolder.Record("b3-4", 3).Vectors[""], 1), Cancellation))[0].Id);
        Assert.All(await collection.SearchAsync(SearchQuery.ByText("batch2"), Cancellation), hit => Assert.Equal(2, hit.Record.Payload["batch"].AsInt64()));
        Assert.Equal(
            StoreFolder.Definition.Vectors.Select(vector => (vector.Name, vector.Kind, vector.Dimensions, vector.Metric, vector.Storage)),
            collection.Definition.Vectors.Select(vector => (vector.Name, vector.Kind, vector.Dimensions, vector.Metric, vector.Storage)));
    }

    [Fact]
    public async Task Reopen_AfterDeletes_TheyStayDeleted()
    {
        await using (var store = _folder.Open())
        {
            var collection = await store.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
            await collection.UpsertAsync(StoreFolder.Batch(0), Cancellation);
            await collection.UpsertAsync(StoreFolder.Batch(1), Cancellation);
            await collection.DeleteAsync(["b0-2"], Cancellation);
            await collection.DeleteAsync(Filter.Eq("batch", 1), Cancellation);
        }

        await using var again = _folder.Open();
        var expected = StoreFolder.Expected(2).Where(entry => entry.Value == 0 && entry.Key != "b0-2").ToDictionary();
        Assert.Equal(expected, await StoreFolder.ReadAsync((await again.FindCollectionAsync(StoreFolder.Collection, Cancellation))!, Cancellation));
    }

    [Fact]
    public async Task SecondWriter_WhileTheFirstIsOpen_IsToldWhoHoldsIt()
    {
        await using var first = _folder.Open();
        await using var second = _folder.Open();
        var written = await first.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
        await written.UpsertAsync(StoreFolder.Batch(0), Cancellation);
        var other = (await second.FindCollectionAsync(StoreFolder.Collection, Cancellation))!;

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => other.UpsertAsync(StoreFolder.Batch(1), Cancellation));

        Assert.Equal("locked", error.Code);
        Assert.True(error.IsTransient);
        Assert.Contains(StoreFolder.Collection, error.Message, StringComparison.Ordinal);
        Assert.Equal("locked", (await Assert.ThrowsAsync<VectorStoreException>(() => second.DeleteCollectionAsync(StoreFolder.Collection, Cancellation))).Code);
        Assert.Equal(6, await other.CountAsync(cancellationToken: Cancellation));
        await first.DisposeAsync();
        await other.UpsertAsync(StoreFolder.Batch(1), Cancellation);
        Assert.Equal(StoreFolder.Expected(2), await StoreFolder.ReadAsync(other, Cancellation));
    }

    [Fact]
    public async Task Reader_OfAnotherStore_SeesLaterWrites()
    {
        await using var writing = _folder.Open();
        await using var reading = _folder.Open();
        var written = await writing.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
        var read = (await reading.FindCollectionAsync(StoreFolder.Collection, Cancellation))!;

        for (var batch = 0; batch < 4; batch++)
        {
            await written.UpsertAsync(StoreFolder.Batch(batch), Cancellation);
            Assert.Equal(StoreFolder.Expected(batch + 1), await StoreFolder.ReadAsync(read, Cancellation));
        }
    }

    [Fact]
    public async Task Collections_WithAwkwardNames_ListAndReopen()
    {
        string[] names = ["a b", "Käse/日本", "..", ".hidden", "CON:", "x%20y", "plain"];
        await using (var store = _folder.Open())
            foreach (var name in names)
                await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(name, 4), Cancellation);

        await using var again = _folder.Open();

        Assert.Equal(names.Order(StringComparer.Ordinal), await again.ListCollectionsAsync(Cancellation));
        foreach (var name in names) Assert.True(await again.DeleteCollectionAsync(name, Cancellation));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Create_NameTooLong_IsRefused()
    {
        await using var store = _folder.Open();

        var error = await Assert.ThrowsAsync<VectorStoreException>(() => store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense(new string('é', 100), 4), Cancellation));

        Assert.Contains("too long", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownVersion_OfLogOrDescription_IsNamed()
    {
        await WriteAsync(1);
        var description = Path.Combine(_folder.CollectionPath, "collection.json");
        await File.WriteAllTextAsync(description, (await File.ReadAllTextAsync(description, Cancellation)).Replace($"\"format\": {StoreFormat.Version}", "\"format\": 9", StringComparison.Ordinal), Cancellation);

        await using var store = _folder.Open();
        var error = await Assert.ThrowsAsync<VectorStoreException>(() => store.FindCollectionAsync(StoreFolder.Collection, Cancellation));

        Assert.Equal("unknown_version", error.Code);
        Assert.Contains("collection.json", error.Message, StringComparison.Ordinal);
        Assert.Contains("version 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HalfASurrogatePair_IsRefusedAndNothingWritten()
    {
        await using var store = EmbeddedStore.InMemory();
        var collection = await store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("c", 2), Cancellation);

        var error = await Assert.ThrowsAsync<VectorStoreException>(() =>
            collection.UpsertAsync([new VectorRecord("good", new float[2]), new VectorRecord("bad", new float[2], "\uD83D")], Cancellation));

        Assert.Contains("'bad'", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await collection.CountAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task ReadOnlyFolder_Writing_SaysWhatToDo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "Rights of folders don't hold root back.");
        await WriteAsync(2);
        Process.Start("chmod", ["-R", "a-w", _folder.Path]).WaitForExit();
        try
        {
            await using var store = _folder.Open();
            var collection = (await store.FindCollectionAsync(StoreFolder.Collection, Cancellation))!;

            Assert.Equal(StoreFolder.Expected(2), await StoreFolder.ReadAsync(collection, Cancellation));
            var error = await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync(StoreFolder.Batch(2), Cancellation));
            Assert.Equal("read_only", error.Code);
            Assert.Equal("read_only", (await Assert.ThrowsAsync<VectorStoreException>(() => store.GetOrCreateCollectionAsync(VectorCollectionDefinition.Dense("other", 4), Cancellation))).Code);
        }
        finally
        {
            Process.Start("chmod", ["-R", "u+w", _folder.Path]).WaitForExit();
        }
    }

    [Fact]
    public async Task Disposed_Used_Throws()
    {
        var store = _folder.Open();
        var collection = await store.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
        await store.DisposeAsync();

        await Assert.ThrowsAsync<VectorStoreException>(() => collection.UpsertAsync(StoreFolder.Batch(0), Cancellation));
        await Assert.ThrowsAsync<VectorStoreException>(() => collection.CountAsync(cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.ListCollectionsAsync(Cancellation));
    }

    private async Task WriteAsync(int batches, EmbeddedStoreOptions? options = null)
    {
        await using var store = _folder.Open(options);
        var collection = await store.GetOrCreateCollectionAsync(StoreFolder.Definition, Cancellation);
        for (var batch = 0; batch < batches; batch++) await collection.UpsertAsync(StoreFolder.Batch(batch), Cancellation);
    }
}
