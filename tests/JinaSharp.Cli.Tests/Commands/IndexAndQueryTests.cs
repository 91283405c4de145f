using System.Text.Json;

namespace JinaSharp.Cli.Tests.Commands;

public sealed class IndexAndQueryTests : IDisposable
{
    private readonly CliRunner _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task IndexQueryStatus_FromEmptyFolder_WorkTogether()
    {
        _cli.Write("docs/guide.md", "# Guide\n\n## Batteries\n\nCharge the battery indoors.\n\n## Brakes\n\nReplace worn pads.\n");
        _cli.Write("docs/data.csv", "city,people\nRome,2800000\nOslo,700000\n");

        var index = await _cli.RunAsync("index", "docs");
        var query = await _cli.RunAsync("query", "charge battery", "--top", "1");
        var status = await _cli.RunAsync("status");

        Assert.Equal((0, 0, 0), (index.ExitCode, query.ExitCode, status.ExitCode));
        Assert.StartsWith("2 files indexed, 0 unchanged, 0 removed; ", index.Output, StringComparison.Ordinal);
        Assert.Contains("embedder: jinasharp-lexical (built in: matches wording, not meaning)", index.Error, StringComparison.Ordinal);
        Assert.Contains("docs/guide.md:1-9", query.Output, StringComparison.Ordinal);
        Assert.Contains("*Charge* the *battery* indoors", query.Output, StringComparison.Ordinal);
        Assert.Equal("embedder: jinasharp-lexical (the collection's own)\n", query.Error);
        Assert.Contains("files       2 ", status.Output, StringComparison.Ordinal);
        Assert.Contains("chunks      3", status.Output, StringComparison.Ordinal);
        Assert.Contains("jinasharp-lexical, 1024 dimensions", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_Json_IsOneDocumentedObject()
    {
        _cli.Write("docs/data.jsonl", "{\"title\":\"Rome\",\"text\":\"The eternal city.\",\"year\":-753}\n{\"title\":\"Oslo\",\"text\":\"A city by a fjord.\",\"year\":1048}\n");
        await _cli.RunAsync("index", "docs");

        var run = await _cli.RunAsync("query", "city", "--json", "--filter", "year > 0");

        using var document = JsonDocument.Parse(run.Output);
        var root = document.RootElement;
        Assert.Equal(["query", "mode", "store", "collection", "model", "filter", "took_ms", "results"], root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("city", "hybrid", "embedded:.jina", "default"), (Text("query"), Text("mode"), Text("store"), Text("collection")));
        Assert.Equal("year > 0", Text("filter"));
        var result = Assert.Single(root.GetProperty("results").EnumerateArray().ToList());
        Assert.Equal(["rank", "id", "score", "path", "line_start", "line_end", "title", "heading", "snippet", "text", "fields"], result.EnumerateObject().Select(property => property.Name));
        Assert.Equal(Path.Combine(_cli.Folder, "docs/data.jsonl"), result.GetProperty("path").GetString());
        Assert.Equal((2, 2), (result.GetProperty("line_start").GetInt32(), result.GetProperty("line_end").GetInt32()));
        Assert.Equal(1048, result.GetProperty("fields").GetProperty("year").GetInt32());
        var snippet = result.GetProperty("snippet");
        var mark = snippet.GetProperty("marks")[0];
        Assert.Equal("city", snippet.GetProperty("text").GetString()!.Substring(mark[0].GetInt32(), mark[1].GetInt32()));

        string? Text(string name) => root.GetProperty(name).GetString();
    }

    [Theory]
    [InlineData("dense")]
    [InlineData("keyword")]
    [InlineData("hybrid")]
    public async Task Query_EveryMode_FindsTheRightFile(string mode)
    {
        for (var i = 0; i < 20; i++) _cli.Write($"docs/{i}.txt", $"Document {i} about gardens, roses and bees number {i * 7}.");
        _cli.Write("docs/target.txt", "The volcano erupted in the night.");
        await _cli.RunAsync("index", "docs");

        var run = await _cli.RunAsync("query", "volcano eruption erupted", "--mode", mode, "--json");

        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal(mode, document.RootElement.GetProperty("mode").GetString());
        Assert.EndsWith("target.txt", document.RootElement.GetProperty("results")[0].GetProperty("path").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_SecondRun_ReadsOnlyWhatChanged()
    {
        var kept = _cli.Write("docs/kept.txt", "kept");
        var changed = _cli.Write("docs/changed.txt", "before");
        var removed = _cli.Write("docs/removed.txt", "removed");
        foreach (var path in (string[])[kept, changed, removed]) File.SetLastWriteTimeUtc(path, new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await _cli.RunAsync("index", "docs");
        File.WriteAllText(changed, "after");
        File.Delete(removed);

        var run = await _cli.RunAsync("index", "docs", "--json");

        using var document = JsonDocument.Parse(run.Output);
        var files = document.RootElement.GetProperty("files");
        Assert.Equal((1, 1, 1), (files.GetProperty("indexed").GetInt32(), files.GetProperty("unchanged").GetInt32(), files.GetProperty("removed").GetInt32()));
        Assert.Equal(5, document.RootElement.GetProperty("bytes_read").GetInt32());
        Assert.Equal(2, document.RootElement.GetProperty("chunks_total").GetInt32());
    }

    [Fact]
    public async Task Index_StoreInsideTheFolder_IsNotIndexed()
    {
        _cli.Write("a.txt", "alpha");

        await _cli.RunAsync("index", ".", "--hidden", "--store", "embedded:visible-store");
        var run = await _cli.RunAsync("index", ".", "--hidden", "--store", "embedded:visible-store", "--json");

        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal(1, document.RootElement.GetProperty("files").GetProperty("found").GetInt32());
    }

    [Fact]
    public async Task Index_IncludeExcludeIgnore_Hold()
    {
        _cli.Write("docs/.gitignore", "skip.md\n/build/\n");
        foreach (var name in (string[])["a.md", "b.txt", "skip.md", "build/c.md", "deep/build/d.md", "drafts/e.md", ".hidden.md"]) _cli.Write($"docs/{name}", $"content of {name}");

        await _cli.RunAsync("index", "docs", "--include", "*.md", "--exclude", "drafts/");
        var run = await _cli.RunAsync("query", "content", "--json");

        Assert.Equal(["docs/a.md", "docs/deep/build/d.md"], Paths(run));
    }

    [Fact]
    public async Task Index_FileNameWithControlCharacters_IsEscapedOnTheTerminalAndWholeInJson()
    {
        var name = "evil\u001b[2J\nname.txt";
        _cli.Write($"docs/{name}", "plain content");
        await _cli.RunAsync("index", "docs");

        var table = await _cli.RunAsync("query", "content");
        var json = await _cli.RunAsync("query", "content", "--json");

        Assert.DoesNotContain('\u001b', table.Output);
        Assert.Contains("evil\\x1b[2J\\x0aname.txt", table.Output, StringComparison.Ordinal);
        Assert.Equal([$"docs/{name}"], Paths(json));
    }

    [Fact]
    public async Task Collections_ListAndDelete_LeaveOthersAlone()
    {
        _cli.Write("docs/a.txt", "alpha");
        await _cli.RunAsync("index", "docs", "--collection", "one");
        await _cli.RunAsync("index", "docs", "--collection", "two");

        var list = await _cli.RunAsync("collections", "list");
        var delete = await _cli.RunAsync("collections", "delete", "one");
        var after = await _cli.RunAsync("collections", "list");
        var again = await _cli.RunAsync("collections", "delete", "one");

        Assert.Equal("one\ntwo\n", list.Output);
        Assert.Equal(0, delete.ExitCode);
        Assert.Equal("two\n", after.Output);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("Collections: two", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_TextOnStdin_IsRead()
    {
        _cli.Write("docs/a.txt", "alpha beta");
        await _cli.RunAsync("index", "docs");
        _cli.Input = "alpha\n";

        var run = await _cli.RunAsync("query", "--json");

        Assert.Equal(["docs/a.txt"], Paths(run));
    }

    [Fact]
    public void Demo_HasItsFilesBesideTheProgram_AsAnInstalledToolNeedsThem()
    {
        static string[] Files(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal)];

        Assert.Equal(Files(Path.Combine(TestSupport.TestPaths.Repository, "samples", "corpus")), Files(Path.Combine(AppContext.BaseDirectory, "samples", "corpus")));
    }

    [Fact]
    public async Task Demo_AnswersSixQueriesAndSaysHowToGetARealModel()
    {
        _cli.Variables["JINA_API_KEY"] = "jina_not_used";

        var run = await _cli.RunAsync("demo");

        Assert.Equal(0, run.ExitCode);
        foreach (var place in (string[])["kitchen/sourdough.md:", "code/retry.cs:", "garden/tomaten.md:", "history/krakatoa.md:", "travel/equipaje.md:", "support/ebike-manual.md:"])
            Assert.Contains(place, run.Output, StringComparison.Ordinal);
        Assert.Contains("jinasharp-lexical, built in and offline", run.Output, StringComparison.Ordinal);
        Assert.Contains("set JINA_API_KEY", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_Cancelled_IsExitCode130AndTheNextRunGoesOn()
    {
        for (var i = 0; i < 200; i++) _cli.Write($"docs/{i}.txt", string.Join(' ', Enumerable.Range(0, 400).Select(word => $"word{word * i}")));
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(60));

        var run = await _cli.RunAsync(stop.Token, "index", "docs", "--commit-chunks", "20");
        var next = await _cli.RunAsync("index", "docs", "--json");

        Assert.Equal(stop.IsCancellationRequested && run.ExitCode != 0 ? 130 : 0, run.ExitCode);
        using var document = JsonDocument.Parse(next.Output);
        var files = document.RootElement.GetProperty("files");
        Assert.Equal(200, files.GetProperty("indexed").GetInt32() + files.GetProperty("unchanged").GetInt32());
    }

    private List<string> Paths(CliRun run)
    {
        using var document = JsonDocument.Parse(run.Output);
        return [.. document.RootElement.GetProperty("results").EnumerateArray().Select(result => Path.GetRelativePath(_cli.Folder, result.GetProperty("path").GetString()!)).Order(StringComparer.Ordinal)];
    }
}
