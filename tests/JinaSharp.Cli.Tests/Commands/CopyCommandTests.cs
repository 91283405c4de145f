using System.Text.Json;

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
