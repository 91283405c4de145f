using System.Text.Json;
using JinaSharp.TestSupport;

namespace JinaSharp.Cli.Tests.Commands;

/// <summary>Commands over model folders, against the golden data.</summary>
public sealed class LocalModelCommandTests
{
    private const double Strict = 2e-5;

    [Fact]
    public async Task Embed_JsonLines_GivesTheGoldenVectorsInOrder()
    {
        var (folder, golden) = Open("jina-embeddings-v3");
        var task = golden.GetProperty("tasks").EnumerateArray().First(t => t.GetProperty("task").GetString() == "retrieval.passage");
        var items = task.GetProperty("items").EnumerateArray().ToArray();
        var texts = golden.GetProperty("texts").EnumerateArray().ToArray();
        using var cli = new CliRunner
        {
            // Strings, objects and UTF-16 units in turn.
            Input = string.Join('\n', items.Select((item, i) => (i % 3, Text: texts[item.GetProperty("text").GetInt32()]) switch
            {
                (0, var text) => text.GetRawText(),
                (1, var text) => $$"""{"text": {{text.GetRawText()}}}""",
                (_, var text) => $"[{string.Join(',', text.GetString()!.Select(c => (int)c))}]",
            })),
        };

        var run = await cli.RunAsync("embed", "--model", folder, "--task", "retrieval.passage", "--normalized", "false", "--jsonl");

        Assert.Equal(0, run.ExitCode);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(items.Length, lines.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            using var line = JsonDocument.Parse(lines[i]);
            Assert.Equal(i, line.RootElement.GetProperty("index").GetInt32());
            AssertClose(items[i].GetProperty("raw"), line.RootElement.GetProperty("embedding"));
        }
    }

    [Theory]
    [InlineData("jina-embeddings-v2-small-en", "embed a --overlap-tokens 8", "--overlap-tokens is for --late-chunking")]
    [InlineData("jina-embeddings-v2-small-en", "embed a --separator ,", "--separator is for --late-chunking")]
    [InlineData("jina-embeddings-v2-small-en", "embed a --late-chunking --overlap-tokens -1", "--overlap-tokens must be 0 or more")]
    [InlineData("jina-embeddings-v2-small-en", "embed a --late-chunking --overlap-tokens 64 --max-tokens 64", "--overlap-tokens must be less than --max-tokens (64)")]
    [InlineData("jina-embeddings-v2-small-en", "embed a --max-tokens 3", "--max-tokens must be from 8 to")]
    [InlineData("jina-embeddings-v2-small-en", "rerank --local a b --max-query-tokens 9", "--max-query-tokens is for reranking models")]
    [InlineData("jina-reranker-v1-tiny-en", "rerank a b --max-query-tokens 9", "for models that read long documents in windows")]
    [InlineData("jina-reranker-v1-tiny-en", "rerank a b --overlap-tokens 9", "for models that read long documents in windows")]
    [InlineData("jina-reranker-v2-base-multilingual", "rerank a b --max-tokens 64 --max-query-tokens 33", "half of --max-tokens (64)")]
    [InlineData("jinasharp-lexical", "embed a --max-tokens 64", "--max-tokens is for a model folder")]
    [InlineData("jinasharp-lexical", "embed a --prompt x", "--prompt is for a model folder")]
    public async Task Limits_ThatCannotBeHonoured_AreRefused(string model, string arguments, string reason)
    {
        using var cli = new CliRunner();
        var folder = model == "jinasharp-lexical" ? model : TestPaths.Reference($"golden/models/{model}");

        var run = await cli.RunAsync([.. arguments.Split(' '), "--model", folder]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task Embed_MaxTokensBeyondTheNamedOnes_ALiBiTakesThem()
    {
        using var cli = new CliRunner();
        var text = string.Join(' ', Enumerable.Repeat("hello world", 4200));
        var folder = TestPaths.Reference("golden/models/jina-embeddings-v2-small-en");

        var refused = await cli.RunAsync("embed", text, "--model", folder);
        var run = await cli.RunAsync("embed", text, "--model", folder, "--max-tokens", "20000", "--json");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("the context is 8192", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\"prompt_tokens\":8402", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_States_GivesEveryTokenAsItIs()
    {
        var (folder, golden) = Open("jina-embeddings-v2-small-en");
        var states = golden.GetProperty("token_states");
        using var cli = new CliRunner { Input = golden.GetProperty("texts")[states.GetProperty("text").GetInt32()].GetRawText() };

        var run = await cli.RunAsync("embed", "--model", folder, "--states", "--jsonl");

        using var line = JsonDocument.Parse(run.Output);
        var rows = line.RootElement.GetProperty("embedding");
        Assert.Equal(states.GetProperty("states").GetArrayLength(), rows.GetArrayLength());
        for (var i = 0; i < rows.GetArrayLength(); i++) AssertClose(states.GetProperty("states")[i], rows[i]);
    }

    [Fact]
    public async Task Rerank_JsonLinesRaw_GivesTheLogitsInInputOrder()
    {
        var (folder, golden) = Open("jina-reranker-v1-tiny-en");
        var item = golden.GetProperty("rerank")[0];
        using var cli = new CliRunner { Input = string.Join('\n', item.GetProperty("documents").EnumerateArray().Select(d => d.GetRawText())) };

        var run = await cli.RunAsync("rerank", item.GetProperty("query").GetString()!, "--model", folder, "--jsonl", "--raw");

        Assert.Equal(0, run.ExitCode);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < lines.Length; i++)
        {
            using var line = JsonDocument.Parse(lines[i]);
            Assert.Equal(i, line.RootElement.GetProperty("index").GetInt32());
            Assert.Equal(item.GetProperty("pairs")[i].GetProperty("logit").GetDouble(), line.RootElement.GetProperty("relevance_score").GetDouble(), Strict);
        }
    }

    [Fact]
    public async Task ModelsShow_AFolder_PrintsWhatWasUnderstood()
    {
        var (folder, _) = Open("jina-embeddings-v3");
        using var cli = new CliRunner();

        var text = await cli.RunAsync("models", "show", folder);
        var json = await cli.RunAsync("models", "show", folder, "--json");

        Assert.Contains("rotary, base 20000", text.Output, StringComparison.Ordinal);
        Assert.Contains("retrieval.query, retrieval.passage, separation, classification, text-matching", text.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal(64, document.RootElement.GetProperty("dimensions").GetInt32());
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public async Task ModelsShow_OnATerminal_BreaksBetweenWordsUnderTheValues(int width)
    {
        var (folder, _) = Open("jina-embeddings-v3");
        using var cli = new CliRunner();
        var whole = await cli.RunAsync("models", "show", folder);
        using var terminal = new CliRunner { Terminal = true, Width = width };

        var run = await terminal.RunAsync("models", "show", folder);

        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
        Assert.Equal(whole.Output, string.Join('\n', lines).Replace("\n" + new string(' ', 16), " ", StringComparison.Ordinal) + "\n");
        Assert.Contains("\n" + new string(' ', 16), run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelsVerify_WeightsThatAreNotTheRealOnes_FailsAndSaysHowFarOff()
    {
        var (folder, _) = Open("jina-embeddings-v2-small-en");
        using var cli = new CliRunner();

        var text = await cli.RunAsync("models", "verify", folder);
        var json = await cli.RunAsync("models", "verify", folder, "--json");
        var other = await cli.RunAsync("models", "verify", folder, "--as", "no-such-model");

        Assert.Equal(1, text.ExitCode);
        Assert.Contains("FAIL", text.Output, StringComparison.Ordinal);
        Assert.Contains("3 of 3 published outputs differ", text.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json.Output);
        Assert.False(document.RootElement.GetProperty("passed").GetBoolean());
        Assert.Equal("jina-embeddings-v2-small-en", document.RootElement.GetProperty("model").GetString());
        Assert.Contains("no published outputs", other.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("embed", "--states", "--type", "binary")]
    [InlineData("embed", "--multivector", "--type", "ubinary")]
    [InlineData("embed", "--states", "--normalized", "true")]
    [InlineData("embed", "--states", "--multivector")]
    [InlineData("embed", "--jsonl", "a text")]
    [InlineData("rerank", "query", "--jsonl", "a text")]
    [InlineData("tokenize", "--jsonl", "a text")]
    [InlineData("tokenize", "--jsonl", "--pair", "a text")]
    public async Task Options_ThatExcludeEachOther_AreRefused(params string[] args)
    {
        var (folder, _) = Open(args[0] == "rerank" ? "jina-reranker-v1-tiny-en" : "jina-embeddings-v3");
        using var cli = new CliRunner { Input = "\"a\"" };

        var run = await cli.RunAsync([.. args, "--model", folder]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("not JSON", "Line 4 of stdin is not a JSON value")]
    [InlineData("{\"txt\": 1}", "Line 4 of stdin: the object has no 'text'")]
    [InlineData("{\"text\": \"a cat\", \"image\": \"cat.png\"}", "Line 4 of stdin: the object has 'image'")]
    [InlineData("{\"pdf\": \"a.pdf\"}", "Line 4 of stdin: the object has 'pdf'")]
    [InlineData("LONG", "Line 4 of stdin: ")]
    public async Task Embed_WrongLine_IsNamedAndTakesNothingFromThoseBefore(string line, string expected)
    {
        var (folder, _) = Open("jina-embeddings-v3");
        var wrong = line == "LONG" ? "\"" + string.Join(' ', Enumerable.Repeat("word", 9000)) + "\"" : line;
        using var cli = new CliRunner { Input = $"\"one\"\n\n\"three\"\n{wrong}\n\"five\"" };

        var run = await cli.RunAsync("embed", "--model", folder, "--jsonl");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("'maybe' not recognized. Must be one of: 'true', 'false'", "embed", "a text", "--normalized", "maybe")]
    [InlineData("'int8' not recognized. Must be one of: 'float', 'base64', 'binary', 'ubinary'", "embed", "a text", "--type", "int8")]
    [InlineData("'perhaps' not recognized", "rerank", "query", "a text", "--truncate", "perhaps")]
    public async Task Option_WithAValueThatItLacks_IsRefusedWithThoseThatItHas(string expected, params string[] args)
    {
        using var cli = new CliRunner();

        var run = await cli.RunAsync(args);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("embed", "jina-reranker-v1-tiny-en", "jina rerank --model")]
    [InlineData("rerank", "jina-embeddings-v2-small-en", "jina embed --model")]
    public async Task Command_ForTheOtherKindOfModel_NamesTheRightOne(string command, string name, string expected)
    {
        var (folder, _) = Open(name);
        using var cli = new CliRunner();

        var run = await cli.RunAsync(command, "a", "b", "--model", folder);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jina-reranker-v1-tiny-en", "reranker")]
    public async Task Bench_EitherKindOfModel_IsMeasured(string name, string kind)
    {
        var (folder, _) = Open(name);
        using var cli = new CliRunner();

        var run = await cli.RunAsync("bench", "--model", folder, "--threads", "1", "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal(kind, document.RootElement.GetProperty("kind").GetString());
        Assert.Equal(5, document.RootElement.GetProperty("runs").GetArrayLength());
        Assert.All(document.RootElement.GetProperty("runs").EnumerateArray(), item => Assert.True(item.GetProperty("tokens_per_second").GetDouble() > 0));
    }

    [Fact]
    public async Task ModelsShow_NoModel_IsAUserError()
    {
        using var cli = new CliRunner();

        var run = await cli.RunAsync("models", "show", cli.Folder);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("not a model folder", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IndexAndQuery_WithAModelFolder_FindItAgainWithoutNamingIt()
    {
        var (folder, _) = Open("jina-embeddings-v3");
        using var cli = new CliRunner();
        cli.Write("notes/a.txt", "The quiet river crosses the old valley.");

        var index = await cli.RunAsync("index", "notes", "--model", folder);
        var query = await cli.RunAsync("query", "river", "--json");

        Assert.True(index.ExitCode == 0, index.Error);
        Assert.True(query.ExitCode == 0, query.Error);
        Assert.Contains(folder, query.Error, StringComparison.Ordinal);
        Assert.Contains("a.txt", query.Output, StringComparison.Ordinal);
    }

    private static (string Folder, JsonElement Golden) Open(string name)
    {
        var folder = TestPaths.Reference($"golden/models/{name}");
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "golden.json")));
        return (folder, document.RootElement.Clone());
    }

    private static void AssertClose(JsonElement expected, JsonElement actual)
    {
        Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
        var norm = Math.Sqrt(expected.EnumerateArray().Sum(v => v.GetDouble() * v.GetDouble()));
        foreach (var (e, a) in expected.EnumerateArray().Zip(actual.EnumerateArray())) Assert.Equal(e.GetDouble(), a.GetDouble(), Strict * norm);
    }
}
