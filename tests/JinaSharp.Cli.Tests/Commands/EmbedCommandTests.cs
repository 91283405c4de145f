using System.Runtime.InteropServices;
using System.Text.Json;

namespace JinaSharp.Cli.Tests.Commands;

public sealed class EmbedCommandTests : IDisposable
{
    private const string Key = "jina_0123456789abcdefsecret";

    private readonly CliRunner _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Embed_Lexical_GivesTheApisDocument()
    {
        var run = await _cli.RunAsync("embed", "red bicycle", "blue kettle", "--dimensions", "64", "--json");

        using var document = JsonDocument.Parse(run.Output);
        var root = document.RootElement;
        Assert.Equal(["model", "object", "usage", "data"], root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("jinasharp-lexical", "list", 4), (root.GetProperty("model").GetString(), root.GetProperty("object").GetString(), root.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
        var data = root.GetProperty("data");
        Assert.Equal(2, data.GetArrayLength());
        Assert.Equal(("embedding", 1, 64), (data[1].GetProperty("object").GetString(), data[1].GetProperty("index").GetInt32(), data[1].GetProperty("embedding").GetArrayLength()));
        Assert.Equal(1, data[0].GetProperty("embedding").EnumerateArray().Sum(value => value.GetDouble() * value.GetDouble()), 1e-5);
    }

    [Fact]
    public async Task Embed_Stdin_IsOneTextALineAndOneVectorALine()
    {
        _cli.Input = "one\ntwo\nthree\n";

        var run = await _cli.RunAsync("embed", "--dimensions", "64");

        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Equal(64, JsonDocument.Parse(line).RootElement.GetArrayLength()));
    }

    [Fact]
    public async Task Embed_LexicalBase64_IsLittleEndianFloat32()
    {
        var floats = await _cli.RunAsync("embed", "kettle", "--dimensions", "64");
        var packed = await _cli.RunAsync("embed", "kettle", "--dimensions", "64", "--type", "base64");

        var expected = JsonDocument.Parse(floats.Output).RootElement.EnumerateArray().Select(value => value.GetSingle());
        Assert.Equal(expected, MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(packed.Output.Trim())).ToArray());
    }

    [Fact]
    public async Task Embed_BaseUrl_SendsOnlyWhatWasGivenAndOrdersByIndex()
    {
        await using var api = new FakeApi(_ => (200,
            """{"model":"jina-embeddings-v3","object":"list","usage":{"total_tokens":7},"data":[{"object":"embedding","index":1,"embedding":[0.0,1.0]},{"object":"embedding","index":0,"embedding":[1.0,0.0]}]}"""));
        _cli.Variables["JINA_API_KEY"] = Key;

        var run = await _cli.RunAsync("embed", "a", "b", "--base-url", api.Address, "--model", "jina-embeddings-v3", "--task", "retrieval.passage", "--dimensions", "2", "--json");

        Assert.Equal(0, run.ExitCode);
        var (path, authorization, body) = Assert.Single(api.Requests);
        Assert.Equal(("/v1/embeddings", $"Bearer {Key}"), (path, authorization));
        using var request = JsonDocument.Parse(body);
        Assert.Equal("retrieval.passage", request.RootElement.GetProperty("task").GetString());
        Assert.Equal(2, request.RootElement.GetProperty("dimensions").GetInt32());
        Assert.False(request.RootElement.TryGetProperty("late_chunking", out _));
        Assert.False(request.RootElement.TryGetProperty("truncate", out _));
        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal([1.0, 0.0], document.RootElement.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(value => value.GetDouble()));
        Assert.Equal(7, document.RootElement.GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.DoesNotContain(Key, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, """{"detail":"Invalid API key","code":"AUTH_INVALID_API_KEY","request_id":"r-1"}""", "Invalid API key")]
    [InlineData(400, """{"detail":{"message":"Too many tokens","request_id":"r-2","code":"INPUT_TOKEN_LIMIT_EXCEEDED"}}""", "Too many tokens")]
    [InlineData(422, """{"detail":"bad","request_id":"r-3","errors":[{"field":"body -> task","message":"not a task","type":"enum"}]}""", "not a task")]
    [InlineData(422, """{"detail":[{"loc":["body","input"],"msg":"field required","type":"missing"}]}""", "field required")]
    public async Task Embed_ApiError_IsExitCode2WithTheApisWords(int status, string body, string expected)
    {
        await using var api = new FakeApi(_ => (status, body));
        _cli.Variables["JINA_API_KEY"] = Key;

        var run = await _cli.RunAsync("embed", "a", "--base-url", api.Address, "--verbose");

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_NothingListens_IsExitCode2()
    {
        _cli.Variables["JINA_API_KEY"] = Key;

        var run = await _cli.RunAsync("embed", "a", "--base-url", "http://127.0.0.1:9", "--quiet");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("127.0.0.1:9", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--late-chunking")]
    [InlineData("--multivector")]
    [InlineData("--type=binary")]
    [InlineData("--dimensions=7")]
    public async Task Embed_WhatTheLexicalEmbedderCannotDo_IsRefused(string option)
    {
        var run = await _cli.RunAsync("embed", "a", option);

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("jinasharp-lexical", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embed_NoInput_IsRefused() => Assert.Equal(1, (await _cli.RunAsync("embed")).ExitCode);

    [Fact]
    public async Task IndexAndQuery_ThroughTheApi_UseTheTwoTasksAndTheCollectionsModel()
    {
        await using var api = new FakeApi(body =>
        {
            using var request = JsonDocument.Parse(body);
            var count = request.RootElement.GetProperty("input").GetArrayLength();
            return (200, $$"""{"model":"jina-embeddings-v3","object":"list","usage":{"total_tokens":1},"data":[{{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"object":"embedding","index":{{i}},"embedding":[0.6,0.8]}"""))}}]}""");
        });
        _cli.Variables["JINA_API_KEY"] = Key;
        _cli.Write("docs/a.txt", "alpha beta");

        var index = await _cli.RunAsync("index", "docs", "--model", "jina-embeddings-v3", "--dimensions", "2", "--base-url", api.Address);
        var query = await _cli.RunAsync("query", "alpha", "--base-url", api.Address, "--json");

        Assert.Equal((0, 0), (index.ExitCode, query.ExitCode));
        Assert.Contains("\"retrieval.passage\"", api.Requests[0].Body, StringComparison.Ordinal);
        Assert.Contains("\"retrieval.query\"", api.Requests[^1].Body, StringComparison.Ordinal);
        Assert.Contains("\"jina-embeddings-v3\"", api.Requests[^1].Body, StringComparison.Ordinal);
        Assert.Contains("embedder: jina-embeddings-v3 (the collection's own", query.Error, StringComparison.Ordinal);
    }
}
