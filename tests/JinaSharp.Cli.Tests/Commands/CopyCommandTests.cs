using System.Text.Json;
using JinaSharp.FakeStores.Qdrant;

namespace JinaSharp.Cli.Tests.Commands;

public sealed class CopyCommandTests : IDisposable
{
    private readonly CliRunner _cli = new();

    [Fact]
    public async Task Copy_ToAnotherStore_IsSearchableAndRunAgainWritesNothing()
    {
        _cli.Write("docs/river.md", "The river carries the water to the sea.");
        _cli.Write("docs/stone.md", "Stones are hard and grey.");
        Assert.Equal(0, (await _cli.RunAsync("index", "docs")).ExitCode);

        var first = await _cli.RunAsync("collections", "copy", "embedded:.jina", "embedded:other", "--json");
        var again = await _cli.RunAsync("collections", "copy", "embedded:.jina", "embedded:other", "--json");
        var query = await _cli.RunAsync("query", "water of the river", "--store", "embedded:other");

        Assert.Equal((0, ""), (first.ExitCode, first.Error.Contains("jina:", StringComparison.Ordinal) ? first.Error : ""));
        var (written, total) = (Number(first.Output, "written"), Number(first.Output, "records"));
        Assert.True(total >= 2);
        Assert.Equal(total, written);
        Assert.Equal((0L, total), (Number(again.Output, "written"), Number(again.Output, "already_there")));
        Assert.Contains("river.md", query.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_OfIndexedFiles_IsKeptUpToDateFromThere()
    {
        await using var qdrant = new FakeQdrant();
        await qdrant.StartAsync();
        var server = $"qdrant:{qdrant.Endpoint}";
        _cli.Write("docs/river.md", "The river carries the water to the sea.");
        _cli.Write("docs/stone.md", "Stones are hard and grey.");
        await _cli.RunAsync("index", "docs");

        // To a server, and from there to a folder, where keywords are searched again.
        var toServer = await _cli.RunAsync("collections", "copy", "embedded:.jina", server, "--json");
        var onServer = await _cli.RunAsync("index", "docs", "--store", server);
        var back = await _cli.RunAsync("collections", "copy", server, "embedded:back", "--name", "again");
        File.Delete(Path.Combine(_cli.Folder, "docs", "stone.md"));
        _cli.Write("docs/bird.md", "Three birds sing.");
        var onBack = await _cli.RunAsync("index", "docs", "--store", "embedded:back", "--collection", "again");
        var query = await _cli.RunAsync("query", "birds", "--store", "embedded:back", "--collection", "again", "--mode", "keyword");

        Assert.Equal(2, Number(toServer.Output, "files"));
        Assert.Contains("0 files indexed, 2 unchanged, 0 removed", onServer.Output, StringComparison.Ordinal);
        Assert.Contains("2 indexed files came along", back.Error, StringComparison.Ordinal);
        Assert.Contains("1 file indexed, 1 unchanged, 1 removed", onBack.Output, StringComparison.Ordinal);
        Assert.Contains("bird.md", query.Output, StringComparison.Ordinal);
        Assert.Empty(qdrant.Breaches);
    }

    [Theory]
    [InlineData("Float16")]
    [InlineData("Int8")]
    public async Task Copy_OfSmallVectors_IsIndexedOnAsItIs(string storage)
    {
        await using var qdrant = new FakeQdrant();
        await qdrant.StartAsync();
        _cli.Write("docs/river.md", "The river carries the water to the sea.");
        await _cli.RunAsync("index", "docs", "--vector-storage", storage);

        // Neither the original nor a copy must be told again how it keeps vectors; Qdrant has no such bytes and keeps them whole.
        var again = await _cli.RunAsync("index", "docs");
        var copy = await _cli.RunAsync("collections", "copy", "embedded:.jina", $"qdrant:{qdrant.Endpoint}");
        var onCopy = await _cli.RunAsync("index", "docs", "--store", $"qdrant:{qdrant.Endpoint}");
        var other = await _cli.RunAsync("index", "docs", "--vector-storage", "Float32");

        Assert.Equal((0, 0, 0), (again.ExitCode, copy.ExitCode, onCopy.ExitCode));
        Assert.Contains("0 files indexed, 1 unchanged", onCopy.Output, StringComparison.Ordinal);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains(storage, other.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis:x", "unknown kind")]
    [InlineData("qdrant:localhost", "needs an address")]
    [InlineData("embedded:.jina", "The copy would be the original")]
    public async Task Copy_BadTarget_IsAUserError(string target, string expected)
    {
        _cli.Write("docs/a.md", "text");
        await _cli.RunAsync("index", "docs");

        var run = await _cli.RunAsync("collections", "copy", "embedded:.jina", target);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task Copy_ServerNotThere_IsAStoreError()
    {
        _cli.Write("docs/a.md", "text");
        await _cli.RunAsync("index", "docs");

        var run = await _cli.RunAsync("collections", "copy", "embedded:.jina", "qdrant:http://127.0.0.1:9");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("127.0.0.1:9", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();

    private static long Number(string json, string name) => JsonDocument.Parse(json).RootElement.GetProperty(name).GetInt64();
}
