using System.Text.Json;
using JinaSharp.TestSupport;

namespace JinaSharp.Cli.Tests.Commands;

public sealed class TokenizeCommandTests : IDisposable
{
    private static readonly string Golden = Path.Combine(TestPaths.Repository, "tests", "JinaSharp.Inference.Tests", "Tokenizers", "Golden", "Data");

    private readonly CliRunner _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("wp-uncased")]
    [InlineData("uni-xlmr-new")]
    [InlineData("added-bert")]
    [InlineData("tp-roberta")]
    public async Task Tokenize_Jsonl_GivesTheGoldenTokensInOrder(string folder)
    {
        var rows = File.ReadLines(Path.Combine(Golden, folder, "cases.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(row => !row.TryGetProperty("error", out _)).ToList();
        _cli.Input = string.Concat(rows.Select(row => Input(row) + "\n"));

        var run = await _cli.RunAsync("tokenize", "--tokenizer", Path.Combine(Golden, folder, "tokenizer.json"), "--jsonl");

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(rows.Count, lines.Length);
        for (var i = 0; i < lines.Length; i++)
            CheckEqual(rows[i], JsonDocument.Parse(lines[i]).RootElement);
    }

    [Fact]
    public async Task Tokenize_StringLine_IsAText()
    {
        _cli.Input = "\"hello\"\n\n[104,105,55357]\n";

        var run = await _cli.RunAsync("tokenize", "--model", Path.Combine(Golden, "wp-uncased"), "--jsonl", "--count");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(2, run.Output.TrimEnd('\n').Split('\n').Length);
    }

    [Theory]
    [InlineData("{\"text\":5}", "Line 1")]
    [InlineData("\"a\"\n{\"pair\":\"x\"}", "Line 2")]
    [InlineData("\"a\"\nnot json", "Line 2")]
    [InlineData("[70000]", "65535")]
    [InlineData("\"\\ud800\"", "UTF-16 units")]
    [InlineData("{\"text\":\"a\",\"add_special_tokens\":1}", "add_special_tokens")]
    public async Task Tokenize_WrongLine_SaysWhichAndWhy(string input, string expected)
    {
        _cli.Input = input + "\n";

        var run = await _cli.RunAsync("tokenize", "--model", Path.Combine(Golden, "wp-uncased"), "--jsonl");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokenize_Arguments_PrintsOneTokenALine()
    {
        var run = await _cli.RunAsync("tokenize", "--model", Path.Combine(Golden, "wp-uncased"), "the cat");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("11\t0-0\t[CLS]\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\t0-0\t[SEP]\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokenize_WithoutTokenizerOrWithTwo_IsRefused()
    {
        Assert.Equal(1, (await _cli.RunAsync("tokenize", "text")).ExitCode);
        Assert.Equal(1, (await _cli.RunAsync("tokenize", "text", "--model", "a", "--tokenizer", "b")).ExitCode);
    }

    [Fact]
    public async Task Tokenize_DamagedOrMissingFile_IsTheUsersError()
    {
        var file = _cli.Write("tokenizer.json", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");

        var pointer = await _cli.RunAsync("tokenize", "--tokenizer", file, "text");
        var missing = await _cli.RunAsync("tokenize", "--model", "no-such-folder", "text");

        Assert.Equal(1, pointer.ExitCode);
        Assert.Contains("git lfs pull", pointer.Error, StringComparison.Ordinal);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("no-such-folder", missing.Error, StringComparison.Ordinal);
    }

    private static string Input(JsonElement row)
    {
        var text = row.TryGetProperty("units", out var units) ? units : row.GetProperty("text");
        var pair = row.TryGetProperty("pair_units", out var pairUnits) ? pairUnits.GetRawText() : row.TryGetProperty("pair", out var second) ? second.GetRawText() : "null";
        return $$"""{"text":{{text.GetRawText()}},"pair":{{pair}},"add_special_tokens":{{row.GetProperty("add_special_tokens").GetRawText()}}}""";
    }

    private static void CheckEqual(JsonElement expected, JsonElement actual)
    {
        var ids = Numbers(expected.GetProperty("ids"));
        Assert.Equal(ids, Numbers(actual.GetProperty("ids")));
        Assert.Equal(Strings(expected.GetProperty("tokens")), Strings(actual.GetProperty("tokens")));
        Assert.Equal(expected.TryGetProperty("type_ids", out var types) ? Numbers(types) : [.. ids.Select(_ => 0)], Numbers(actual.GetProperty("type_ids")));
        Assert.Equal(expected.TryGetProperty("attention_mask", out var mask) ? Numbers(mask) : [.. ids.Select(_ => 1)], Numbers(actual.GetProperty("attention_mask")));
        if (!expected.TryGetProperty("offsets_quirk", out _))
            Assert.Equal(Numbers(expected.GetProperty("offsets")), [.. actual.GetProperty("offsets").EnumerateArray().SelectMany(Numbers)]);
    }

    private static List<int> Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetInt32())];

    private static List<string> Strings(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetString()!)];
}
