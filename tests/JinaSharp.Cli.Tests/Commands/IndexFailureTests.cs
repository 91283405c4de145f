using JinaSharp.Testing;

namespace JinaSharp.Cli.Tests.Commands;

/// <summary>Indexing when the embedder refuses a text, and when files change under the reader.</summary>
public sealed class IndexFailureTests : IDisposable
{
    private readonly CliRunner _cli = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Index_TextThatTheServiceRefuses_NamesFileAndChunkAndKeepsWhatIsDone()
    {
        await using var server = await JinaFakeServer.StartAsync(
            new JinaFakeServerOptions { Latency = TimeSpan.FromMilliseconds(15), Refuses = text => text.Contains("poison", StringComparison.Ordinal) });
        _cli.Variables["JINA_API_KEY"] = "jina_test";
        for (var i = 0; i < 600; i++) _cli.Write($"docs/{i:000}.txt", $"content number {i}");
        var paragraph = string.Join(' ', Enumerable.Range(0, 150).Select(n => $"word{n}"));
        var bad = _cli.Write("docs/zz.txt", $"{paragraph}.\n\n{paragraph}.\n\nHere is the poison, {paragraph}.\n\n{paragraph}.\n");
        string[] command = ["index", "docs", "--model", "jina-embeddings-v3", "--chunk-tokens", "160", "--commit-chunks", "20", "--base-url", server.Address.AbsoluteUri];

        var refused = await _cli.RunAsync(command);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"'{bad}' chunk 2 (lines 5 to 5) could not be embedded: ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("One of the inputs could not be processed", refused.Error, StringComparison.Ordinal);
        Assert.Contains("run again to go on", refused.Error, StringComparison.Ordinal);

        _cli.Write("docs/zz.txt", "Nothing wrong here.");
        var again = await _cli.RunAsync([.. command, "--json"]);

        Assert.Equal(0, again.ExitCode);
        var files = System.Text.Json.JsonDocument.Parse(again.Output).RootElement;
        Assert.Equal(601, files.GetProperty("chunks_total").GetInt32());
        Assert.True(files.GetProperty("chunks_written").GetInt32() < 601, again.Output);
    }

    [Fact]
    public async Task Index_FileThatGrowsMeanwhile_SaysSoAndTheNextRunTakesItUp()
    {
        var path = _cli.Write("docs/log.txt", "");
        await using (var start = File.AppendText(path))
            for (var line = 0; line < 150_000; line++) await start.WriteLineAsync($"line {line} of a log that nobody reads twice, written by process {line % 7}");
        using var stop = new CancellationTokenSource();
        var growing = Task.Run(async () =>
        {
            for (var line = 0; !stop.IsCancellationRequested; line++)
            {
                await File.AppendAllTextAsync(path, $"one more line, number {line}\n", Cancellation);
                await Task.Delay(1, Cancellation);
            }
            await File.AppendAllTextAsync(path, "and finally the zebra\n", Cancellation);
        }, Cancellation);

        var during = await _cli.RunAsync("index", "docs");
        await stop.CancelAsync();
        await growing;
        var after = await _cli.RunAsync("index", "docs");
        var query = await _cli.RunAsync("query", "zebra", "--mode", "keyword", "--top", "1", "--json");

        Assert.Equal((0, 0), (during.ExitCode, after.ExitCode));
        Assert.Contains($"{path} changed while it was read; what was read is indexed. Run again when it is at rest.", during.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("changed while", after.Error, StringComparison.Ordinal);
        Assert.Contains("finally the zebra", query.Output, StringComparison.Ordinal);
    }
}
