using System.Text.Json;
using JinaSharp.Inference.Models;
using JinaSharp.Inference.Verification;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Verification;

/// <summary>The comparisons themselves, with golden folders in the place of published models: right values pass, wrong ones are far off.</summary>
public sealed class ReferenceRunnerTests
{
    [Fact]
    public void Difference_OfGoldenVectors_IsSmallAndOfOthersLarge()
    {
        var (folder, golden) = Open("jina-embeddings-v3");
        using var model = TextModel.Open(folder);
        using var runner = new ReferenceRunner(model);
        // The adapter without its instruction, as the published values are.
        var task = golden.GetProperty("tasks").EnumerateArray().First(t => t.TryGetProperty("note", out _));
        var item = task.GetProperty("items").EnumerateArray().Last();
        var text = golden.GetProperty("texts")[item.GetProperty("text").GetInt32()].GetString()!;
        float[] Values(string name) => [.. item.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];
        ReferenceCheck Check(string kind, float[] expected, string? name = "retrieval.query") => new("m", kind, text, null, name, 0, expected, 1e-3);

        Assert.InRange(runner.Difference(Check("first", Values("normalized")[..5])), 0, 1e-5);
        Assert.InRange(runner.Difference(Check("cosine", Values("raw"))), -1e-6, 1e-6);
        Assert.InRange(runner.Difference(Check("sum", [Values("normalized").Sum()])), 0, 1e-4);
        Assert.True(runner.Difference(Check("first", Values("normalized")[..5], "separation")) > 1e-2);
        Assert.True(runner.Difference(Check("cosine", Values("raw"), null)) > 1e-2);
        Assert.Equal(double.PositiveInfinity, runner.Difference(Check("cosine", [1, 2])));
        Assert.Equal(double.PositiveInfinity, runner.Difference(Check("logit", [1])));
    }

    [Fact]
    public void Difference_OfGoldenLogitsAndStates_IsSmall()
    {
        var (folder, golden) = Open("jina-reranker-v1-tiny-en");
        using var model = TextModel.Open(folder);
        using var runner = new ReferenceRunner(model);
        var item = golden.GetProperty("rerank")[0];
        var pair = item.GetProperty("pairs")[1];
        ReferenceCheck Check(string kind, double expected) =>
            new("m", kind, item.GetProperty("query").GetString()!, item.GetProperty("documents")[1].GetString(), null, 0, [(float)expected], 1e-3);

        Assert.InRange(runner.Difference(Check("logit", pair.GetProperty("logit").GetDouble())), 0, 2e-5);
        Assert.InRange(runner.Difference(Check("score", pair.GetProperty("score").GetDouble())), 0, 1e-5);
        var states = golden.GetProperty("token_states");
        var row = states.GetProperty("states")[2].EnumerateArray().Select(v => v.GetSingle()).ToArray();
        var state = new ReferenceCheck("m", "state", states.GetProperty("query").GetString()!, states.GetProperty("document").GetString(), null, 2, [.. row[..3], .. row[^3..]], 1e-3);
        Assert.InRange(runner.Difference(state), 0, 1e-4);
    }

    [Fact]
    public void All_PublishedValues_AreWellFormed()
    {
        Assert.Equal(51, ReferenceCheck.All.Count);
        Assert.All(ReferenceCheck.All, check =>
        {
            Assert.Contains(check.Kind, (string[])["first", "cosine", "sum", "state", "logit", "score"]);
            Assert.NotEmpty(check.Expected);
            Assert.InRange(check.Tolerance, 1e-4, 1e-2);
            Assert.NotEmpty(check.Description);
        });
        // The norms that the source gives beside the vectors.
        Assert.Equal([10.26311, 10.68183, 13.01229, 12.96093],
            ReferenceCheck.All.Where(c => c.Kind == "cosine").Select(c => Math.Round(Math.Sqrt(c.Expected.Sum(v => (double)v * v)), 5)), (a, b) => Math.Abs(a - b) < 2e-4);
    }

    private static (string Folder, JsonElement Golden) Open(string name)
    {
        var folder = TestPaths.Reference($"golden/models/{name}");
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "golden.json")));
        return (folder, document.RootElement.Clone());
    }
}
