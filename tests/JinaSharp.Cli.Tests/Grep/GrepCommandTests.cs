using System.Text;
using System.Text.Json;

namespace JinaSharp.Cli.Tests.Grep;

/// <summary><c>jina grep</c> over files, with the built-in embedder.</summary>
public sealed class GrepCommandTests : IDisposable
{
    private readonly CliRunner _cli = new() { Terminal = true, Variables = { ["NO_COLOR"] = "1" } };

    public GrepCommandTests()
    {
        _cli.Write("src/kettle.txt", "The kettle boils water.\n\nA tram crosses the harbour.\nNothing to see.\n");
        _cli.Write("src/deep/more.cs", "// boiling kettles, all day\nvar x = 1;\n");
        _cli.Write("src/node_modules/dependency.txt", "kettle kettle kettle\n");
        _cli.Write("src/.hidden.txt", "kettle kettle kettle\n");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Recursive_PrintsPathLineTextAndScore_BestFirst()
    {
        var run = await _cli.RunAsync("grep", "-r", "boiling kettle", "src");

        Assert.Equal(0, run.ExitCode);
        var lines = Lines(run);
        Assert.Equal(2, lines.Length);
        Assert.Matches(@"^src/deep/more\.cs:1:// boiling kettles, all day  \[0\.\d{3}\]$", lines[0]);
        Assert.Matches(@"^src/kettle\.txt:1:The kettle boils water\.  \[0\.\d{3}\]$", lines[1]);
        Assert.Contains("embedder: jinasharp-lexical", run.Error);
    }

    [Fact]
    public async Task Folder_WithoutRecursion_IsItsOwnFiles()
    {
        Assert.Equal(["src/kettle.txt"], Lines(await _cli.RunAsync("grep", "-l", "boiling kettle", "src")));
    }

    [Fact]
    public async Task NoFilesOnATerminal_IsTheCurrentFolder_AndRecursionNeedsNoTerminal()
    {
        _cli.Write("here.txt", "a kettle");

        var own = await _cli.RunAsync("grep", "-l", "kettle");
        _cli.Terminal = false;
        var all = await _cli.RunAsync("grep", "-rl", "kettle");

        Assert.Equal(["here.txt"], Lines(own));
        Assert.Equal(["here.txt", "src/deep/more.cs", "src/kettle.txt"], Lines(all).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("src/kettle.txt:1:", "-H", "src/kettle.txt")]
    [InlineData("1:", "src/kettle.txt")]
    [InlineData("The", "src/kettle.txt", "-n", "false")]
    [InlineData("1:", "-r", "--no-filename", "src", "--include", "*.txt")]
    public async Task Names_AreShownAsGrepDoes(string expected, params string[] args)
    {
        Assert.StartsWith(expected, (await _cli.RunAsync(["grep", "kettle boils", .. args])).Output);
    }

    [Fact]
    public async Task IncludeAndExclude_ChooseFiles_AndGitIgnoreHolds()
    {
        _cli.Write(".git/HEAD", "");
        _cli.Write(".gitignore", "deep/\n");

        async Task<string[]> Found(params string[] args) => [.. Lines(await _cli.RunAsync(["grep", "-rl", "kettle", "src", .. args])).Order(StringComparer.Ordinal)];

        Assert.Equal(["src/kettle.txt"], await Found());
        Assert.Equal(["src/deep/more.cs", "src/kettle.txt"], await Found("--no-ignore"));
        Assert.Equal(["src/deep/more.cs"], await Found("--no-ignore", "--include", "*.cs"));
        Assert.Equal(["src/deep/more.cs"], await Found("--no-ignore", "--exclude", "*.txt"));
        Assert.Equal(["src/kettle.txt"], await Found("--no-ignore", "--exclude-dir", "dee*"));
        Assert.Equal(["src/.hidden.txt", "src/kettle.txt"], await Found("--hidden"));
    }

    [Fact]
    public async Task Counts_FilesWithAndWithout_AreOfEveryFile()
    {
        Assert.Equal(["src/deep/more.cs:1", "src/kettle.txt:1"], Lines(await _cli.RunAsync("grep", "-rc", "kettle", "src")).Order(StringComparer.Ordinal));
        Assert.Equal(["src/deep/more.cs:0", "src/kettle.txt:1"], Lines(await _cli.RunAsync("grep", "-rc", "tram", "src")).Order(StringComparer.Ordinal));
        Assert.Equal(["src/deep/more.cs"], Lines(await _cli.RunAsync("grep", "-rL", "tram", "src")));
        Assert.Equal(["1"], Lines(await _cli.RunAsync("grep", "-c", "tram", "src/kettle.txt")));
        var none = await _cli.RunAsync("grep", "-c", "xylophone", "src/kettle.txt");
        Assert.Equal((1, "0\n"), (none.ExitCode, none.Output));
    }

    [Fact]
    public async Task Context_ShowsNeighboursWithDashes_AndJoinsOverlaps()
    {
        var run = await _cli.RunAsync("grep", "-C", "1", "--top-k", "1", "tram crosses harbour", "src/kettle.txt");
        var joined = await _cli.RunAsync("grep", "-A1", "-B", "1", "--threshold", "0.2", "--top-k", "0", "kettle water tram harbour", "src/kettle.txt");

        var lines = Lines(run);
        Assert.Equal("2-", lines[0]);
        Assert.StartsWith("3:A tram crosses the harbour.  [", lines[1]);
        Assert.Equal("4-Nothing to see.", lines[2]);
        Assert.Equal(["1:", "2-", "3:", "4-"], Lines(joined).Select(static line => line[..2]));
    }

    [Fact]
    public async Task Groups_AreApartAndInTheOrderOfTheirBest()
    {
        _cli.Write("long.txt", string.Join('\n', Enumerable.Range(1, 30).Select(static i => i switch { 3 => "tram and much more that dilutes", 20 => "tram", _ => $"line {i}" })));

        var run = await _cli.RunAsync("grep", "-C1", "tram", "long.txt");

        Assert.Equal(["19-line 19", "20:tram  [1.000]", "21-line 21", "--", "2-line 2"], Lines(run)[..5]);
    }

    [Fact]
    public async Task Invert_ShowsWhatIsBelow_LeastSimilarFirst()
    {
        var run = await _cli.RunAsync("grep", "-v", "kettle", "src/kettle.txt");

        Assert.Equal(2, Lines(run).Length);
        Assert.DoesNotContain("kettle boils", run.Output);
    }

    [Fact]
    public async Task MaxCountAndTopK_LimitAFileAndAll()
    {
        _cli.Write("a.txt", "tram one\ntram two\ntram\n");
        _cli.Write("b.txt", "tram\ntram three\n");

        Assert.Equal(["a.txt:3:tram  [1.000]", "b.txt:1:tram  [1.000]"], Lines(await _cli.RunAsync("grep", "-m", "1", "tram", "a.txt", "b.txt")));
        Assert.Equal(["a.txt:3:tram  [1.000]", "b.txt:1:tram  [1.000]"], Lines(await _cli.RunAsync("grep", "--top-k", "2", "tram", "a.txt", "b.txt")));
        Assert.Equal(5, Lines(await _cli.RunAsync("grep", "--top-k", "0", "--threshold", "0.1", "tram", "a.txt", "b.txt")).Length);
    }

    [Fact]
    public async Task ExitCodes_AreThoseOfGrep()
    {
        var found = await _cli.RunAsync("grep", "-q", "kettle", "src/kettle.txt");
        var nothing = await _cli.RunAsync("grep", "xylophone", "src/kettle.txt");
        var quiet = await _cli.RunAsync("grep", "-q", "xylophone", "src/kettle.txt");
        var noFile = await _cli.RunAsync("grep", "kettle", "nowhere.txt");
        var oneMissing = await _cli.RunAsync("grep", "kettle", "nowhere.txt", "src/kettle.txt");

        Assert.Equal((0, "", ""), (found.ExitCode, found.Output, found.Error));
        Assert.Equal((1, ""), (nothing.ExitCode, nothing.Output));
        Assert.Contains("nothing reaches 0.250; the nearest is", nothing.Error);
        Assert.Equal((1, "", ""), (quiet.ExitCode, quiet.Output, quiet.Error));
        Assert.Equal(2, noFile.ExitCode);
        Assert.Contains("jina: grep: nowhere.txt: No such file or directory", noFile.Error);
        Assert.Equal(0, oneMissing.ExitCode);
        Assert.Contains("nowhere.txt", oneMissing.Error);
    }

    [Theory]
    [InlineData("nothing to look for")]
    [InlineData("has no option --treshold. Did you mean: --threshold?", "--treshold", "0.5", "x")]
    [InlineData("exclude each other", "-l", "-c", "x", "src")]
    [InlineData("-o prints labels", "-o", "x", "src")]
    [InlineData("is for patterns", "-e", "a", "-l", "src")]
    [InlineData("must be from -1 to 1", "x", "--threshold", "2")]
    [InlineData("must not be negative", "x", "-A", "-1")]
    [InlineData("no such file of labels", "-f", "nowhere")]
    [InlineData("--local uses no network", "x", "src", "--local", "--base-url", "http://localhost:1")]
    public async Task WhatCannotBe_IsRefusedWithTwo(string expected, params string[] args)
    {
        var run = await _cli.RunAsync(["grep", .. args]);

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public async Task BinaryAndEncodings_AreReadAsTheIndexerDoes()
    {
        File.WriteAllBytes(Path.Combine(_cli.Folder, "src", "program.bin"), [0x7f, .. "ELF kettle kettle"u8, 0, 0, 1]);
        File.WriteAllText(Path.Combine(_cli.Folder, "src", "wide.txt"), "ein Wasserkessel für Tee\r\n", Encoding.Unicode);
        File.WriteAllBytes(Path.Combine(_cli.Folder, "src", "old.txt"), Encoding.Latin1.GetBytes("ein Wasserkessel für Müller, größer"));

        var run = await _cli.RunAsync("grep", "-r", "Wasserkessel für", "src");
        var named = await _cli.RunAsync("grep", "kettle", "src/program.bin");

        Assert.Equal(2, Lines(run).Length);
        Assert.Contains("src/wide.txt:1:ein Wasserkessel für Tee  [", run.Output);
        Assert.Contains("src/old.txt:1:ein Wasserkessel für Müller, größer  [", run.Output);
        Assert.Equal(2, named.ExitCode);
        Assert.Contains("is not a text file", named.Error);
    }

    [Fact]
    public async Task Granularity_ParagraphAndSentence_KnowTheirLines()
    {
        _cli.Write("story.txt", "The tram came late. It rained\nall day! Nobody minded.\n\nThe kettle\nwas on.\n");

        var paragraph = await _cli.RunAsync("grep", "--granularity", "paragraph", "--top-k", "1", "kettle on", "story.txt");
        var sentence = await _cli.RunAsync("grep", "--granularity", "sentence", "--top-k", "1", "rained all day", "story.txt", "--json");

        Assert.StartsWith("4:The kettle was on.  [", paragraph.Output);
        var result = JsonDocument.Parse(sentence.Output).RootElement.GetProperty("results")[0];
        Assert.Equal(("It rained\nall day!", 1, 2), (result.GetProperty("text").GetString(), result.GetProperty("line").GetInt32(), result.GetProperty("line_end").GetInt32()));
    }

    [Fact]
    public async Task Json_HasResultsContextCountsAndFiles()
    {
        var hits = JsonDocument.Parse((await _cli.RunAsync("grep", "--json", "-A1", "boils water", "src/kettle.txt")).Output).RootElement;
        var counts = JsonDocument.Parse((await _cli.RunAsync("grep", "--json", "-rc", "tram", "src")).Output).RootElement;
        var files = JsonDocument.Parse((await _cli.RunAsync("grep", "--json", "-rl", "tram", "src")).Output).RootElement;
        var nothing = await _cli.RunAsync("grep", "--json", "xylophone", "src/kettle.txt");

        Assert.Equal(("boils water", "jinasharp-lexical", 3), (hits.GetProperty("pattern").GetString(), hits.GetProperty("model").GetString(), hits.GetProperty("searched").GetInt32()));
        var hit = hits.GetProperty("results")[0];
        Assert.Equal(("src/kettle.txt", 1), (hit.GetProperty("path").GetString(), hit.GetProperty("line").GetInt32()));
        Assert.Equal([""], hit.GetProperty("after").EnumerateArray().Select(static line => line.GetString()!));
        Assert.Equal(1, counts.GetProperty("counts").EnumerateArray().Sum(static file => file.GetProperty("count").GetInt32()));
        Assert.Equal("""["src/kettle.txt"]""", JsonSerializer.Serialize(files.GetProperty("files").EnumerateArray().Select(static file => file.GetString())));
        Assert.Equal(1, nothing.ExitCode);
        Assert.Equal(0, JsonDocument.Parse(nothing.Output).RootElement.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task Color_IsForTerminals_AndNoColorHolds()
    {
        var noColor = await _cli.RunAsync("grep", "-H", "kettle", "src/kettle.txt");
        var always = await _cli.RunAsync("grep", "-H", "kettle", "src/kettle.txt", "--color", "always");
        _cli.Variables.Remove("NO_COLOR");
        var auto = await _cli.RunAsync("grep", "-H", "kettle", "src/kettle.txt");
        var never = await _cli.RunAsync("grep", "-H", "kettle", "src/kettle.txt", "--color=never");

        Assert.DoesNotContain('\u001b', noColor.Output + never.Output);
        Assert.StartsWith("\u001b[35msrc/kettle.txt\u001b[0m\u001b[36m:\u001b[0m\u001b[32m1\u001b[0m", auto.Output);
        Assert.Equal(auto.Output, always.Output);
    }

    [Fact]
    public async Task HostileText_ReachesNoTerminal()
    {
        _cli.Write("evil\u001b[2J.txt", "kettle \u001b[31m\u0007 red\n" + new string('-', 100));

        var run = await _cli.RunAsync("grep", "-H", "kettle", "evil\u001b[2J.txt");

        Assert.StartsWith(@"evil\x1b[2J.txt:1:kettle \x1b[31m\x07 red", run.Output);
    }

    private static string[] Lines(CliRun run) => run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
