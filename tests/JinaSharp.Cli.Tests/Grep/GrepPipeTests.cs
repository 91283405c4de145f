using System.Text.Json;
using JinaSharp.Cli.Tests.Commands;

namespace JinaSharp.Cli.Tests.Grep;

/// <summary><c>jina grep</c> behind another command, labels, and models beside the built-in one.</summary>
public sealed class GrepPipeTests : IDisposable
{
    private readonly CliRunner _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Pipe_RanksTheLinesOfGrepAndPrintsThemAsTheyCame()
    {
        _cli.Input = "src/a.cs:12:    the kettle boils\nsrc/b.cs:7:a red bicycle\nnotes.txt:kettles\nplain kettle text\n\n}\n";

        var run = await _cli.RunAsync("grep", "kettle");

        Assert.Equal(0, run.ExitCode);
        var lines = Lines(run);
        Assert.Equal(3, lines.Length);
        Assert.Contains(lines, static line => line.StartsWith("src/a.cs:12:    the kettle boils  [0.", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("notes.txt:kettles  [0.", StringComparison.Ordinal));
        Assert.DoesNotContain("bicycle", run.Output);
    }

    [Fact]
    public async Task Pipe_ComparesTheContentAlone()
    {
        // With the path in the vector the score would be below 1.
        _cli.Input = "a/very/long/path/to/some/file.cs:1234:kettle\n\u001b[35mcolored.cs\u001b[0m\u001b[36m:\u001b[0m7\u001b[36m:\u001b[0m\u001b[1;31mkettle\u001b[0m\n99:kettle\n";

        var plain = await _cli.RunAsync("grep", "kettle");
        var colored = await _cli.RunAsync("grep", "kettle", "--color", "always");

        Assert.Equal(["a/very/long/path/to/some/file.cs:1234:kettle  [1.000]", "colored.cs:7:kettle  [1.000]", "99:kettle  [1.000]"], Lines(plain));
        Assert.Contains("\u001b[35mcolored.cs\u001b[0m\u001b[36m:\u001b[0m7", colored.Output);
    }

    [Fact]
    public async Task Pipe_CountsFilesAndCodes()
    {
        _cli.Input = "a.cs:1:kettle\na.cs:2:kettle\nb.cs:1:tram\n";
        var counts = await _cli.RunAsync("grep", "-c", "kettle");
        _cli.Input = "a.cs:1:kettle\na.cs:2:kettle\nb.cs:1:tram\n";
        var files = await _cli.RunAsync("grep", "-l", "kettle");
        _cli.Input = "one kettle\ntram\n";
        var bare = await _cli.RunAsync("grep", "-c", "kettle");
        _cli.Input = "";
        var nothing = await _cli.RunAsync("grep", "kettle");
        _cli.Input = "kettle\n";
        var context = await _cli.RunAsync("grep", "-C1", "kettle");

        Assert.Equal(["a.cs:2"], Lines(counts));
        Assert.Equal(["a.cs"], Lines(files));
        Assert.Equal(["1"], Lines(bare));
        Assert.Equal((1, ""), (nothing.ExitCode, nothing.Output));
        Assert.Equal(2, context.ExitCode);
        Assert.Contains("read from files", context.Error);
    }

    [Fact]
    public async Task Labels_GiveEveryLineItsNearest()
    {
        _cli.Write("notes.txt", "the kettle boils\n\nred bicycles\nkettle and bicycle\n");
        _cli.Write("labels.txt", "bicycle\n\nkettle\n");

        var run = await _cli.RunAsync("grep", "-e", "kettle", "-e", "bicycle", "notes.txt");
        var fromFile = await _cli.RunAsync("grep", "-f", "labels.txt", "-o", "notes.txt");
        var counts = await _cli.RunAsync("grep", "-e", "kettle", "-e", "bicycle", "-c", "notes.txt", "--threshold", "0.6");
        var json = await _cli.RunAsync("grep", "-e", "kettle", "-e", "bicycle", "--json", "notes.txt");

        Assert.Matches(@"^1:the kettle boils  \[kettle:0\.\d{3} bicycle:-?0\.\d{3}\]$", Lines(run)[0]);
        Assert.Matches(@"^3:red bicycles  \[bicycle:0\.\d{3} kettle:-?0\.\d{3}\]$", Lines(run)[1]);
        Assert.Equal(["kettle", "bicycle"], Lines(fromFile)[..2]);
        Assert.Equal(3, Lines(fromFile).Length);
        Assert.Equal(2, Lines(counts).Length);
        Assert.StartsWith("kettle:", Lines(counts)[0]);
        var result = JsonDocument.Parse(json.Output).RootElement.GetProperty("results")[1];
        Assert.Equal(("bicycle", 3), (result.GetProperty("label").GetString(), result.GetProperty("line").GetInt32()));
        Assert.Equal(["bicycle", "kettle"], result.GetProperty("scores").EnumerateObject().Select(static score => score.Name));
    }

    [Fact]
    public async Task Labels_WorkInAPipe()
    {
        _cli.Input = "log.txt:3:the kettle boils\nred bicycle\n";

        var run = await _cli.RunAsync("grep", "-e", "kettle", "-e", "bicycle");

        Assert.StartsWith("log.txt:3:the kettle boils  [kettle:", Lines(run)[0]);
        Assert.StartsWith("red bicycle  [bicycle:", Lines(run)[1]);
    }

    [Fact]
    public async Task Api_GetsEachDifferentTextOnce_WithTheTasksOfBothSides()
    {
        await using var api = new FakeApi(static body =>
        {
            using var request = JsonDocument.Parse(body);
            var texts = request.RootElement.GetProperty("input").EnumerateArray().Select(static text => text.GetString()!).ToList();
            var items = texts.Select(static (text, i) => $"{{\"index\":{i},\"embedding\":{(text.Contains("kettle", StringComparison.Ordinal) ? "[1,0]" : "[0,1]")}}}");
            return (200, "{\"model\":\"m\",\"data\":[" + string.Join(',', items) + "],\"usage\":{\"total_tokens\":1}}");
        });
        _cli.Variables["JINA_API_KEY"] = "test";
        _cli.Write("a.txt", "kettle\ntram\nkettle\n{\n}\n\ntram\n");

        var run = await _cli.RunAsync("grep", "a kettle", "a.txt", "--base-url", api.Address, "--model", "jina-embeddings-v3");
        var task = await _cli.RunAsync("grep", "a kettle", "a.txt", "--server", api.Address, "--model", "jina-embeddings-v3", "--task", "text-matching");

        Assert.Equal(["1:kettle  [1.000]", "3:kettle  [1.000]"], Lines(run));
        Assert.Equal(4, api.Requests.Count);
        Assert.Contains("retrieval.query", api.Requests[0].Body);
        Assert.Contains("retrieval.passage", api.Requests[1].Body);
        Assert.Contains("""["kettle","tram"]""", api.Requests[1].Body.Replace(" ", "", StringComparison.Ordinal));
        Assert.All(api.Requests.Skip(2), static request => Assert.Contains("text-matching", request.Body));
        Assert.Equal(0, task.ExitCode);
    }

    [Fact]
    public async Task ApiThatFails_IsCodeTwo()
    {
        await using var api = new FakeApi(static _ => (401, """{"detail":"Invalid API key"}"""));
        _cli.Variables["JINA_API_KEY"] = "test";
        _cli.Input = "kettle\n";

        var run = await _cli.RunAsync("grep", "kettle", "--base-url", api.Address);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Invalid API key", run.Error);
    }

    private static string[] Lines(CliRun run) => run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
