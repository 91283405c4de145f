using System.Text.Json;
using JinaSharp.TestSupport;

namespace JinaSharp.Cli.Tests.Commands;

/// <summary><c>--local</c> and <c>grep</c> with model folders: the similarities are those of the vectors that <c>jina embed</c> prints.</summary>
public sealed class LocalModelOptionTests
{
    private static readonly string[] Texts = ["The kettle boils water.", "A red bicycle", "Harbour tram"];

    [Fact]
    public async Task Rerank_EmbeddingModel_IsBySimilarityOfQueryAndPassage()
    {
        using var cli = new CliRunner();
        var folder = Folder("jina-embeddings-v3");
        var query = (await EmbedAsync(cli, folder, "retrieval.query", "kettle"))[0];
        var passages = await EmbedAsync(cli, folder, "retrieval.passage", Texts);

        var run = await cli.RunAsync(["rerank", "kettle", .. Texts, "--local", "--model", folder, "--json"]);

        var results = JsonDocument.Parse(run.Output).RootElement.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(3, results.Count);
        foreach (var result in results)
            Assert.Equal(VectorMath.CosineSimilarity(query, passages[result.GetProperty("index").GetInt32()]), result.GetProperty("relevance_score").GetDouble(), 1e-5);
        Assert.Equal(results.Select(Score).OrderDescending(), results.Select(Score));
    }

    [Fact]
    public async Task Rerank_RerankingModel_IsTheModelItself()
    {
        using var cli = new CliRunner();
        var folder = Folder("jina-reranker-v1-tiny-en");

        var local = await cli.RunAsync(["rerank", "kettle", .. Texts, "--local", "--model", folder]);
        var plain = await cli.RunAsync(["rerank", "kettle", .. Texts, "--model", folder]);

        Assert.Equal(0, local.ExitCode);
        Assert.Equal(plain.Output, local.Output);
    }

    [Fact]
    public async Task Classify_Model_UsesItsClassificationTask()
    {
        using var cli = new CliRunner();
        var folder = Folder("jina-embeddings-v3");
        var text = (await EmbedAsync(cli, folder, "classification", Texts[0]))[0];
        var labels = await EmbedAsync(cli, folder, "classification", "kettle", "bicycle");

        var run = await cli.RunAsync("classify", Texts[0], "--labels", "kettle,bicycle", "--local", "--model", folder, "--json");

        var predictions = JsonDocument.Parse(run.Output).RootElement.GetProperty("data")[0].GetProperty("predictions");
        for (var i = 0; i < 2; i++) Assert.Equal(VectorMath.CosineSimilarity(text, labels[i]), predictions[i].GetProperty("score").GetDouble(), 1e-5);
    }

    [Fact]
    public async Task Grep_Model_ScoresWithItsTasks()
    {
        using var cli = new CliRunner();
        var folder = Folder("jina-embeddings-v3");
        cli.Write("notes.txt", string.Join('\n', Texts));
        var query = (await EmbedAsync(cli, folder, "retrieval.query", "kettle"))[0];
        var passages = await EmbedAsync(cli, folder, "retrieval.passage", Texts);

        var run = await cli.RunAsync("grep", "kettle", "notes.txt", "--model", folder, "--threshold", "-1", "--top-k", "0", "--json");

        var results = JsonDocument.Parse(run.Output).RootElement.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(3, results.Count);
        foreach (var result in results)
            Assert.Equal(VectorMath.CosineSimilarity(query, passages[result.GetProperty("line").GetInt32() - 1]), result.GetProperty("score").GetDouble(), 1e-5);
    }

    private static double Score(JsonElement result) => result.GetProperty("relevance_score").GetDouble();

    private static async Task<float[][]> EmbedAsync(CliRunner cli, string folder, string task, params string[] texts)
    {
        var run = await cli.RunAsync(["embed", .. texts, "--model", folder, "--task", task]);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.EnumerateArray().Select(static value => value.GetSingle()).ToArray())];
    }

    private static string Folder(string model) => TestPaths.Reference(Path.Combine("golden", "models", model));
}
