using System.Text.Json;

namespace JinaSharp.Cli.Tests.Commands;

/// <summary><c>--local</c>: no network, though a key is set.</summary>
public sealed class LocalOptionTests : IDisposable
{
    private readonly CliRunner _cli = new() { Variables = { ["JINA_API_KEY"] = "jina_test" } };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Rerank_Local_IsBySimilarity()
    {
        _cli.Input = "a red bicycle\nthe kettle boils\nkettle\n";

        var run = await _cli.RunAsync("rerank", "kettle", "--local", "-n", "2", "--json");

        var root = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("jinasharp-lexical", root.GetProperty("model").GetString());
        Assert.Equal([2, 1], root.GetProperty("results").EnumerateArray().Select(static result => result.GetProperty("index").GetInt32()));
        Assert.Equal(1, root.GetProperty("results")[0].GetProperty("relevance_score").GetDouble(), 1e-5);
        Assert.Contains("embedder: jinasharp-lexical", run.Error);
    }

    [Fact]
    public async Task Rerank_LocalMinScore_LeavesTheOthersOut()
    {
        _cli.Input = "a red bicycle\nkettle\n";

        Assert.Equal("1.0000\tkettle\n", (await _cli.RunAsync("rerank", "kettle", "--local", "--min-score", "0.5")).Output);
    }

    [Fact]
    public async Task Classify_Local_IsTheNearestLabel()
    {
        _cli.Input = "the kettle leaks\nmy bicycles\n";

        var run = await _cli.RunAsync("classify", "--local", "--labels", "kettle", "--labels", "bicycle, tram", "--json");

        var data = JsonDocument.Parse(run.Output).RootElement.GetProperty("data");
        Assert.Equal(["kettle", "bicycle"], data.EnumerateArray().Select(static item => item.GetProperty("prediction").GetString()!));
        Assert.Equal(3, data[0].GetProperty("predictions").GetArrayLength());
    }

    [Fact]
    public async Task EmbedAndDedup_Local_UseNoKey()
    {
        var embed = await _cli.RunAsync("embed", "kettle", "--local", "--dimensions", "64");
        _cli.Input = "Kettle\nkettle\ntram\n";
        var dedup = await _cli.RunAsync("dedup", "--local", "--json");

        Assert.Equal(64, JsonDocument.Parse(embed.Output).RootElement.GetArrayLength());
        Assert.Equal("""[{"index":0,"text":"Kettle"},{"index":2,"text":"tram"}]""", JsonSerializer.Serialize(JsonDocument.Parse(dedup.Output).RootElement));
    }

    [Theory]
    [InlineData("--local uses no network", "embed", "x", "--local", "--base-url", "http://localhost:1")]
    [InlineData("--local uses no network", "rerank", "q", "x", "--local", "--base-url", "http://localhost:1")]
    [InlineData("jina models pull jina-embeddings-v3", "embed", "x", "--local", "--model", "jina-embeddings-v3")]
    [InlineData("jina models pull some/reranker", "rerank", "q", "x", "--local", "--model", "some/reranker")]
    [InlineData("--raw is for reranking models", "rerank", "q", "x", "--local", "--raw")]
    [InlineData("--classifier names a classifier", "classify", "x", "--local", "--classifier", "id")]
    public async Task WhatLocalCannotDo_IsRefused(string expected, params string[] args)
    {
        var run = await _cli.RunAsync(args);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error);
    }
}
