using System.Text.Json;

namespace JinaSharp.Cli.Tests.Commands;

public sealed class ModelsListCommandTests : IDisposable
{
    private readonly CliRunner _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task List_Table_HasEveryModel()
    {
        var run = await _cli.RunAsync("models", "list");

        Assert.Equal(0, run.ExitCode);
        Assert.All(ModelCatalog.All, card => Assert.Contains(card.Id, run.Output, StringComparison.Ordinal));
        Assert.Contains("570M", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("here", run.Output, StringComparison.Ordinal);
        Assert.Equal(ModelCatalog.All.Count + 1, run.Output.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task List_Json_SaysWhatTheCardSays()
    {
        var run = await _cli.RunAsync("models", "list", "--json");

        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal(ModelCatalog.All.Select(card => card.Id), document.RootElement.EnumerateArray().Select(model => model.GetProperty("id").GetString()));
        var third = document.RootElement.EnumerateArray().Single(model => model.GetProperty("id").GetString() == "jina-embeddings-v3");
        Assert.Equal(1024, third.GetProperty("dimensions").GetInt32());
        Assert.Equal(7, third.GetProperty("matryoshka_dimensions").GetArrayLength());
        Assert.Contains(third.GetProperty("tasks").EnumerateArray(), task => task.GetString() == "retrieval.query");
        Assert.Equal("text", Assert.Single(third.GetProperty("modalities").EnumerateArray()).GetString());
        Assert.Equal("2024-09-18", third.GetProperty("released").GetString());
        Assert.True(third.GetProperty("non_commercial").GetBoolean());
        Assert.Equal(JsonValueKind.Null, third.GetProperty("folder").ValueKind);
    }

    [Fact]
    public async Task List_ModelOnThisMachine_IsShown()
    {
        var snapshot = Path.GetDirectoryName(_cli.Write(".cache/hub/models--jinaai--jina-embeddings-v3/snapshots/0123abcd/config.json", "{}"))!;
        _cli.Write(".cache/hub/models--jinaai--jina-embeddings-v3/refs/main", "0123abcd");

        var table = await _cli.RunAsync("models", "list", "--here");
        var json = await _cli.RunAsync("models", "list", "embeddings-v3", "--json");

        Assert.Contains("jina-embeddings-v3", table.Output, StringComparison.Ordinal);
        Assert.Contains("here", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("jina-embeddings-v4", table.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal(snapshot, Assert.Single(document.RootElement.EnumerateArray()).GetProperty("folder").GetString());
    }

    [Fact]
    public async Task List_Kind_IsHonouredOrRefused()
    {
        var rerankers = await _cli.RunAsync("models", "list", "--kind", "reranker");
        var wrong = await _cli.RunAsync("models", "list", "--kind", "poem");

        Assert.Contains("jina-reranker-m0", rerankers.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("jina-embeddings", rerankers.Output, StringComparison.Ordinal);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("poem", wrong.Error, StringComparison.Ordinal);
        Assert.Empty(wrong.Output);
    }
}
