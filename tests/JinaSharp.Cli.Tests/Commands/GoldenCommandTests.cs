using System.Text.Json;
using JinaSharp.TestSupport;

namespace JinaSharp.Cli.Tests.Commands;

/// <summary>Every number of the golden models that a command can print, through the command line.</summary>
public sealed class GoldenCommandTests
{
    // The strict level of the golden data for 32-bit kernels: max abs difference over the vector's norm.
    private const double Strict = 2e-5;

    public static TheoryData<string> EmbeddingModels => ["jina-embeddings-v2-small-en", "jina-embeddings-v2-base-en", "jina-embeddings-v2-base-code",
        "jina-embeddings-v2-base-de", "jina-embeddings-v2-base-zh", "jina-embeddings-v3"];

    public static TheoryData<string> Rerankers => ["jina-reranker-v1-tiny-en", "jina-reranker-v2-base-multilingual"];

    [Theory]
    [MemberData(nameof(EmbeddingModels))]
    public async Task Embed_EveryTask_GivesRawAndUnitVectors(string name)
    {
        var (folder, golden) = Open(name);
        var compared = 0;
        foreach (var task in golden.GetProperty("tasks").EnumerateArray())
        {
            var items = task.GetProperty("items").EnumerateArray().ToArray();
            var texts = string.Join('\n', items.Select(item => golden.GetProperty("texts")[item.GetProperty("text").GetInt32()].GetRawText()));
            foreach (var (kind, option) in ((string, string)[])[("raw", "false"), ("normalized", "true")])
            {
                // A task with a note leaves the instruction out.
                string[] prompt = task.TryGetProperty("note", out _) ? ["--prompt", ""] : [];
                var lines = await LinesAsync(texts, [.. Embed(folder, task), .. prompt, "--normalized", option]);
                Assert.Equal(items.Length, lines.Length);
                for (var i = 0; i < lines.Length; i++)
                {
                    Assert.Equal(i, lines[i].GetProperty("index").GetInt32());
                    AssertClose(items[i].GetProperty(kind), lines[i].GetProperty("embedding"));
                    compared++;
                }
            }
        }
        Assert.True(compared >= 14);
    }

    [Theory]
    [MemberData(nameof(EmbeddingModels))]
    public async Task Embed_Dimensions_CutsThenNormalizes(string name)
    {
        var (folder, golden) = Open(name);
        foreach (var item in golden.GetProperty("truncated").EnumerateArray())
        {
            var text = golden.GetProperty("texts")[item.GetProperty("text").GetInt32()].GetRawText();
            var expected = item.TryGetProperty("normalized", out var unit) ? unit : item.GetProperty("vector");

            var lines = await LinesAsync(text, [.. Embed(folder, item), "--dimensions", $"{item.GetProperty("dimensions").GetInt32()}"]);

            AssertClose(expected, lines[0].GetProperty("embedding"));
        }
    }

    [Theory]
    [MemberData(nameof(EmbeddingModels))]
    public async Task Embed_States_GivesEveryToken(string name)
    {
        var (folder, golden) = Open(name);
        var states = golden.GetProperty("token_states");
        var expected = states.GetProperty("states");

        var lines = await LinesAsync(golden.GetProperty("texts")[states.GetProperty("text").GetInt32()].GetRawText(), [.. Embed(folder, states), "--states"]);

        var rows = lines[0].GetProperty("embedding");
        Assert.Equal(expected.GetArrayLength(), rows.GetArrayLength());
        for (var i = 0; i < rows.GetArrayLength(); i++) AssertClose(expected[i], rows[i]);
    }

    [Theory]
    [MemberData(nameof(EmbeddingModels))]
    public async Task Embed_LateChunking_GivesOneVectorAText(string name)
    {
        var (folder, golden) = Open(name);
        var compared = 0;
        foreach (var item in golden.GetProperty("late_chunking").EnumerateArray())
        {
            List<string> limits = ["--separator", item.GetProperty("separator").GetString()!];
            if (item.TryGetProperty("window", out var window)) limits.AddRange(["--max-tokens", $"{window}", "--overlap-tokens", $"{item.GetProperty("overlap")}"]);
            if (item.TryGetProperty("max_length", out var length)) limits.AddRange(["--max-tokens", $"{length}", "--truncate"]);
            var texts = string.Join('\n', item.GetProperty("texts").EnumerateArray().Select(text => text.GetRawText()));

            var lines = await LinesAsync(texts, [.. Embed(folder, item), "--late-chunking", "--normalized", "false", .. limits]);

            Assert.Equal(item.GetProperty("raw").GetArrayLength(), lines.Length);
            for (var i = 0; i < lines.Length; i++) AssertClose(item.GetProperty("raw")[i], lines[i].GetProperty("embedding"));
            compared++;
        }
        Assert.True(compared > 0);
    }

    [Theory]
    [MemberData(nameof(EmbeddingModels))]
    public async Task Embed_MaxTokens_CutsTheText(string name)
    {
        var (folder, golden) = Open(name);
        foreach (var item in golden.GetProperty("max_length").EnumerateArray())
        {
            var text = golden.GetProperty("texts")[item.GetProperty("text").GetInt32()].GetRawText();

            var lines = await LinesAsync(text, [.. Embed(folder, item), "--normalized", "false", "--truncate", "--max-tokens", $"{item.GetProperty("max_length")}"]);

            AssertClose(item.GetProperty("raw"), lines[0].GetProperty("embedding"));
        }
    }

    [Theory]
    [MemberData(nameof(Rerankers))]
    public async Task Rerank_Limits_CutThePairOrMakeWindows(string name)
    {
        var (folder, golden) = Open(name);
        foreach (var item in golden.GetProperty("pair_truncated").EnumerateArray())
        {
            var lines = await LinesAsync(item.GetProperty("document").GetRawText(),
                ["rerank", item.GetProperty("query").GetString()!, "--model", folder, "--jsonl", "--raw", "--truncate", "true", "--max-tokens", $"{item.GetProperty("max_length")}"]);
            Assert.Equal(item.GetProperty("logit").GetDouble(), lines[0].GetProperty("relevance_score").GetDouble(), Strict);
        }
        if (!golden.TryGetProperty("long_documents", out var documents)) return;
        foreach (var item in documents.EnumerateArray())
        {
            var lines = await LinesAsync(item.GetProperty("document").GetRawText(),
                ["rerank", item.GetProperty("query").GetString()!, "--model", folder, "--jsonl", "--max-tokens", $"{item.GetProperty("max_length")}",
                 "--max-query-tokens", $"{item.GetProperty("max_query_length")}", "--overlap-tokens", $"{item.GetProperty("overlap_tokens")}"]);
            Assert.Equal(item.GetProperty("score").GetDouble(), lines[0].GetProperty("relevance_score").GetDouble(), Strict);
        }
    }

    [Theory]
    [MemberData(nameof(Rerankers))]
    public async Task Rerank_RawAndScores_AreTheGoldenOnesInTheGoldenOrder(string name)
    {
        var (folder, golden) = Open(name);
        foreach (var item in golden.GetProperty("rerank").EnumerateArray())
        {
            var (query, pairs) = (item.GetProperty("query").GetString()!, item.GetProperty("pairs"));
            var documents = string.Join('\n', item.GetProperty("documents").EnumerateArray().Select(document => document.GetRawText()));

            var logits = await LinesAsync(documents, ["rerank", query, "--model", folder, "--jsonl", "--raw"]);
            var scores = await LinesAsync(documents, ["rerank", query, "--model", folder, "--jsonl"]);
            using var cli = new CliRunner();
            using var best = JsonDocument.Parse((await cli.RunAsync(["rerank", "--model", folder, "--json", "--", query, .. item.GetProperty("documents").EnumerateArray().Select(document => document.GetString()!)])).Output);

            Assert.Equal(pairs.GetArrayLength(), logits.Length);
            for (var i = 0; i < logits.Length; i++)
            {
                Assert.Equal(pairs[i].GetProperty("logit").GetDouble(), logits[i].GetProperty("relevance_score").GetDouble(), Strict);
                Assert.Equal(pairs[i].GetProperty("score").GetDouble(), scores[i].GetProperty("relevance_score").GetDouble(), Strict);
            }
            Assert.Equal(
                item.GetProperty("order").EnumerateArray().Select(index => index.GetInt32()),
                best.RootElement.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("index").GetInt32()));
        }
    }

    [Theory]
    [MemberData(nameof(EmbeddingModels))]
    [MemberData(nameof(Rerankers))]
    public async Task Show_EveryGoldenModel_IsUnderstood(string name)
    {
        var (folder, golden) = Open(name);
        using var cli = new CliRunner();

        var run = await cli.RunAsync("models", "show", folder, "--json");

        Assert.Equal(0, run.ExitCode);
        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal(name.Contains("reranker", StringComparison.Ordinal) ? "reranker" : "embedding", document.RootElement.GetProperty("kind").GetString());
        Assert.Equal(golden.GetProperty("token_states").GetProperty("states")[0].GetArrayLength(), document.RootElement.GetProperty("dimensions").GetInt32());
        Assert.Contains(golden.GetProperty("dtype").GetString(), document.RootElement.GetProperty("element_types").EnumerateArray().Select(type => type.GetString()));
    }

    private static string[] Embed(string folder, JsonElement item) =>
        item.TryGetProperty("task", out var task) && task.GetString() is { } name ? ["embed", "--model", folder, "--jsonl", "--task", name] : ["embed", "--model", folder, "--jsonl"];

    private static async Task<JsonElement[]> LinesAsync(string input, string[] args)
    {
        using var cli = new CliRunner { Input = input };
        var run = await cli.RunAsync(args);
        Assert.True(run.ExitCode == 0, run.Error);
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.Clone();
        })];
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
