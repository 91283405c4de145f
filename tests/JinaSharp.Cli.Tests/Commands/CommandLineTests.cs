namespace JinaSharp.Cli.Tests.Commands;

/// <summary>Command lines that cannot be understood, and help.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly CliRunner _cli = new() { Terminal = true };

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("there is no command 'serch'. Did you mean: search?", "serch", "x")]
    [InlineData("there is no command 'emb'. Did you mean: embed?", "emb")]
    [InlineData("there is no command 'xyzzy'. jina --help", "xyzzy")]
    [InlineData("undocumented host", "expand", "x")]
    [InlineData("undocumented host", "pdf", "x")]
    [InlineData("Semantic Scholar", "bibtex", "x")]
    [InlineData("there is no command 'datetime' here", "datetime")]
    [InlineData("there is no command 'primer' here", "primer")]
    [InlineData("embed has no option --dimenions. Did you mean: --dimensions?", "embed", "x", "--dimenions", "64")]
    [InlineData("classify has no option -x.", "classify", "a", "-x")]
    [InlineData("--top-n cannot be 'x'; expected a whole number.", "rerank", "q", "a", "--top-n", "x")]
    [InlineData("--type cannot be 'movies'; expected web, images, news.", "search", "q", "--type", "movies")]
    public async Task WhatIsNotUnderstood_IsSaidOnStderrWithOne(string expected, params string[] args)
    {
        var run = await _cli.RunAsync(args);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error);
    }

    [Theory]
    [InlineData("embed", "x", "--api-key", "jina_secret")]
    [InlineData("--api-key=jina_secret", "search", "x")]
    [InlineData("grep", "x", "--api-key=jina_secret")]
    public async Task Key_IsRefusedAndNotRepeated(params string[] args)
    {
        var run = await _cli.RunAsync(args);

        Assert.Equal((args[0] == "grep" ? 2 : 1, ""), (run.ExitCode, run.Output));
        Assert.Contains("JINA_API_KEY", run.Error);
        Assert.DoesNotContain("secret", run.Error);
    }

    [Theory]
    [InlineData("embed")]
    [InlineData("rerank")]
    [InlineData("rerank", "query")]
    [InlineData("read")]
    [InlineData("search")]
    [InlineData("ground")]
    [InlineData("classify", "--labels", "a,b")]
    [InlineData("segment")]
    [InlineData("dedup")]
    [InlineData("screenshot")]
    public async Task WithoutInputOnATerminal_ShowsUsageAndExamples(params string[] args)
    {
        var run = await _cli.RunAsync(args);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains($"Usage: jina {args[0]}", run.Error);
        Assert.Contains("Examples:\n  ", run.Error);
        Assert.Contains($"jina {args[0]} --help", run.Error);
    }

    [Fact]
    public async Task WithoutArguments_ListsTheCommandsOnStderr()
    {
        var run = await _cli.RunAsync();

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        foreach (var command in new[] { "embed", "rerank", "read", "search", "ground", "classify", "segment", "dedup", "grep", "screenshot" }) Assert.Contains($"\n  {command} ", run.Error);
    }

    [Fact]
    public async Task Help_EndsWithExamples()
    {
        var run = await _cli.RunAsync("search", "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("--time", run.Output);
        Assert.Contains("Examples:\n  jina search", run.Output);
    }

    [Fact]
    public async Task Help_ShowsAShortNameOnce()
    {
        var run = await _cli.RunAsync("grep", "--help");

        Assert.Contains("-v, --invert-match", run.Output);
        Assert.Contains("\n  --verbose ", run.Output);
        Assert.DoesNotContain("-v, --verbose", run.Output);
    }

    [Fact]
    public async Task TextBehindDashes_MayLookLikeAnOption()
    {
        var run = await _cli.RunAsync("embed", "--dimensions", "64", "--local", "--", "--api-key");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("[", run.Output);
    }
}
