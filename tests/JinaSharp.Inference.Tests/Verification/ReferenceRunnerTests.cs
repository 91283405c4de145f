using System.Text.Json;
using JinaSharp.Inference.Models;
using JinaSharp.Inference.Runtime;
using JinaSharp.Inference.Tests.Models;
using JinaSharp.Inference.Verification;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Verification;

/// <summary>The comparisons themselves, with golden folders in the place of published models: right values pass, wrong ones are as far off as they are.</summary>
public sealed class ReferenceRunnerTests
{
    [Fact]
    public void Run_GoldenVectors_ArePassedAndOthersFarOff()
    {
        var (folder, golden) = Open("jina-embeddings-v3");
        using var model = TextModel.Open(folder);
        using var runner = new ReferenceRunner(model);
        // The adapter without its instruction, as the published values are.
        var task = golden.GetProperty("tasks").EnumerateArray().First(t => t.TryGetProperty("note", out _));
        var item = task.GetProperty("items").EnumerateArray().Last();
        var text = golden.GetProperty("texts")[item.GetProperty("text").GetInt32()].GetString()!;
        ReferenceCheck Check(ReferenceKind kind, float[] expected, string? name = "retrieval.query") => new("m", kind, text, expected, 1e-3) { Task = name };

        Assert.InRange(runner.Run(Check(ReferenceKind.First, Values(item, "normalized")[..5])).Difference, 0, 1e-5);
        Assert.InRange(runner.Run(Check(ReferenceKind.Cosine, Values(item, "raw"))).Difference, -1e-6, 1e-6);
        Assert.InRange(runner.Run(Check(ReferenceKind.Sum, [Values(item, "normalized").Sum()])).Difference, 0, 1e-4);
        Assert.True(runner.Run(Check(ReferenceKind.First, Values(item, "normalized")[..5], "separation")).Difference > 1e-2);
        Assert.True(runner.Run(Check(ReferenceKind.Cosine, Values(item, "raw"), null)).Difference > 1e-2);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(5e-4, true)]
    [InlineData(2e-3, false)]
    [InlineData(0.5, false)]
    public void Run_PublishedValueOffByALittle_SaysHowFar(double off, bool passes)
    {
        var (folder, golden) = Open("jina-embeddings-v2-small-en");
        using var model = TextModel.Open(folder);
        using var runner = new ReferenceRunner(model);
        var item = golden.GetProperty("tasks")[0].GetProperty("items")[1];
        var values = Values(item, "normalized")[..5];
        values[3] += (float)off;

        var check = runner.Run(new ReferenceCheck("m", ReferenceKind.First, golden.GetProperty("texts")[item.GetProperty("text").GetInt32()].GetString()!, values, 1e-3));

        Assert.Equal(passes, check.Passed);
        Assert.Equal(off, check.Difference, 1e-5);
        Assert.Null(check.Obstacle);
    }

    [Fact]
    public void Run_GoldenLogitsAndStates_ArePassed()
    {
        var (folder, golden) = Open("jina-reranker-v1-tiny-en");
        using var model = TextModel.Open(folder);
        using var runner = new ReferenceRunner(model);
        var item = golden.GetProperty("rerank")[0];
        var pair = item.GetProperty("pairs")[1];
        ReferenceCheck Check(ReferenceKind kind, double expected) =>
            new("m", kind, item.GetProperty("query").GetString()!, [(float)expected], 1e-3) { Pair = item.GetProperty("documents")[1].GetString() };

        Assert.InRange(runner.Run(Check(ReferenceKind.Logit, pair.GetProperty("logit").GetDouble())).Difference, 0, 2e-5);
        Assert.InRange(runner.Run(Check(ReferenceKind.Score, pair.GetProperty("score").GetDouble())).Difference, 0, 1e-5);
        var states = golden.GetProperty("token_states");
        var row = states.GetProperty("states")[2].EnumerateArray().Select(v => v.GetSingle()).ToArray();
        var state = new ReferenceCheck("m", ReferenceKind.State, states.GetProperty("query").GetString()!, [.. row[..3], .. row[^3..]], 1e-3) { Pair = states.GetProperty("document").GetString(), Row = 2 };
        Assert.InRange(runner.Run(state).Difference, 0, 1e-4);
    }

    [Fact]
    public void Run_StatesOfGivenIds_AreThoseWithoutTheFirstToken()
    {
        // A token that nobody attends to changes no other: expected are the golden states of the ids after it.
        var (folder, golden) = Open("jina-embeddings-v3");
        using var model = TextModel.Open(folder);
        using var runner = new ReferenceRunner(model);
        var expected = golden.GetProperty("token_states");
        int[] ids = [3, .. expected.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
        var rows = expected.GetProperty("states").EnumerateArray().Take(3).SelectMany(state => state.EnumerateArray().Skip(1).Take(3).Select(v => v.GetSingle())).ToArray();
        ReferenceCheck Check(string? task, int first) => new("m", ReferenceKind.MaskedStates, "", rows, 1e-4) { Ids = [first, .. ids[1..]], Task = task };
        var name = expected.TryGetProperty("task", out var task) ? task.GetString() : null;

        Assert.InRange(runner.Run(Check(name, 3)).Difference, 0, 1e-4);
        Assert.Equal(runner.Run(Check(name, 3)).Difference, runner.Run(Check(name, 700)).Difference);
        Assert.True(runner.Run(Check(name == "classification" ? null : "classification", 3)).Difference > 1e-2);
    }

    [Fact]
    public void Run_StatesOfAText_AreTheGoldenOnes()
    {
        var (folder, golden) = Open("jina-embeddings-v2-base-en");
        using var model = TextModel.Open(folder);
        using var runner = new ReferenceRunner(model);
        var states = golden.GetProperty("token_states");
        var text = golden.GetProperty("texts")[states.GetProperty("text").GetInt32()].GetString()!;
        var rows = states.GetProperty("states").EnumerateArray().Skip(1).Take(3).SelectMany(state => state.EnumerateArray().Skip(1).Take(9).Select(v => v.GetSingle())).ToArray();

        Assert.InRange(runner.Run(new ReferenceCheck("m", ReferenceKind.States, text, rows, 1e-4)).Difference, 0, 1e-4);
        rows[26] += 0.25f;
        Assert.Equal(0.25, runner.Run(new ReferenceCheck("m", ReferenceKind.States, text, rows, 1e-4)).Difference, 1e-3);
        Assert.False(runner.Run(new ReferenceCheck("m", ReferenceKind.States, "", rows, 1e-4)).Passed);
    }

    [Fact]
    public void Run_CosineOfTexts_IsThatOfTheGoldenVectors()
    {
        var (folder, golden) = Open("jina-embeddings-v2-base-en");
        using var model = TextModel.Open(folder);
        using var runner = new ReferenceRunner(model);
        var items = golden.GetProperty("tasks")[0].GetProperty("items").EnumerateArray().Where(item => item.GetProperty("ids").GetArrayLength() > 4).Take(2).ToArray();
        string Text(JsonElement item) => golden.GetProperty("texts")[item.GetProperty("text").GetInt32()].GetString()!;

        var similarity = Cosine(Values(items[0], "normalized"), Values(items[1], "normalized"));

        Assert.InRange(runner.Run(new ReferenceCheck("m", ReferenceKind.Similarity, Text(items[0]), [similarity], 1e-3) { Pair = Text(items[1]) }).Difference, 0, 1e-5);
    }

    [Fact]
    public void Run_LateChunks_AreTheMeansThatThePublishedExampleTakes()
    {
        var (folder, golden) = Open("jina-embeddings-v2-base-en");
        using var model = TextModel.Open(folder);
        using var runner = new ReferenceRunner(model);
        var late = golden.GetProperty("late_chunking").EnumerateArray().First(c => !c.TryGetProperty("window", out _) && !c.TryGetProperty("max_length", out _) && c.GetProperty("separator").GetString() == " ");
        var texts = late.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!).ToArray();
        var spans = late.GetProperty("input_token_spans").EnumerateArray().Select(span => (Start: span[0].GetInt32(), End: span[1].GetInt32())).ToArray();
        var states = States(model, [.. late.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())]);
        var query = Mean(States(model, ModelTokenizer.Load(model).Encode(texts[0]).Ids.ToArray()));
        for (var i = 0; i < texts.Length; i++)
        {
            // Each part without its last token, and with the last token of the part before it; special tokens never.
            var start = i == 0 ? 1 : spans[i].Start - 1;
            var end = i == texts.Length - 1 ? states.Length - 2 : spans[i].End - 1;
            var expected = Cosine(query, Mean(states[start..end]));
            ReferenceCheck Check(float value) => new("m", ReferenceKind.LateSimilarity, texts[0], [value], 1e-3) { Texts = texts, Row = i };
            Assert.InRange(runner.Run(Check(expected)).Difference, 0, 1e-5);
            Assert.Equal(0.1, runner.Run(Check(expected - 0.1f)).Difference, 1e-5);
        }
    }

    [Fact]
    public void Run_PaddedTexts_AreFilledUpToTheLongestOfTheirBatch()
    {
        var (folder, _) = Open("jina-embeddings-v2-base-en");
        using var model = TextModel.Open(folder);
        using var runner = new ReferenceRunner(model);
        var tokenizer = ModelTokenizer.Load(model);
        string[] batch = ["a b", "c d e", "a b c d e"];
        float[] Padded(string text)
        {
            int[] ids = tokenizer.Encode(text).Ids.ToArray();
            return Mean(States(model, [.. ids, .. Enumerable.Repeat(tokenizer.TokenToId("[PAD]")!.Value, tokenizer.Encode(batch[2]).Count - ids.Length)]));
        }

        var check = new ReferenceCheck("m", ReferenceKind.PaddedSimilarity, batch[0], [Cosine(Padded(batch[0]), Padded(batch[1]))], 1e-3) { Pair = batch[1], Texts = batch };

        Assert.InRange(runner.Run(check).Difference, 0, 1e-5);
        Assert.True(runner.Run(check with { Kind = ReferenceKind.Similarity }).Difference > 1e-3);
    }

    [Fact]
    public void Run_WhatCannotBeCompared_FailsAndSaysWhy()
    {
        var (folder, _) = Open("jina-embeddings-v3");
        using var model = TextModel.Open(folder);
        using var runner = new ReferenceRunner(model);
        void Refused(ReferenceCheck check, string reason)
        {
            var result = runner.Run(check);
            Assert.False(result.Passed);
            Assert.Contains(reason, result.Obstacle!, StringComparison.Ordinal);
        }

        Refused(new ReferenceCheck("m", ReferenceKind.Cosine, "a", [1, 2], 1), "has 2 dimensions, this model's 64");
        Refused(new ReferenceCheck("m", ReferenceKind.Logit, "a", [1], 1), "embedding model");
        Refused(new ReferenceCheck("m", ReferenceKind.First, "a", [1], 1) { Task = "translation" }, "no task 'translation'");
        Refused(new ReferenceCheck("m", ReferenceKind.MaskedStates, "", new float[9], 1) { Ids = [0, 6078, 1, 2] }, "6078");
    }

    [Fact]
    public async Task Verify_GoldenFolderInTheNameOfAPublishedModel_FailsInWords()
    {
        var (folder, _) = Open("jina-embeddings-v2-small-en");

        var verification = await LocalModelVerification.RunAsync(folder, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("jina-embeddings-v2-small-en", verification.ModelId);
        Assert.False(verification.Passed);
        Assert.All(verification.Checks, check => Assert.False(check.Passed));
        Assert.Contains(verification.Checks, check => check.Obstacle is not null);
        Assert.Contains("token states", verification.NotCompared);
        Assert.Contains("late chunking", verification.NotCompared);
    }

    [Fact]
    public async Task Verify_WhatItIsCannotBeTold_AsksForTheName()
    {
        var folder = TestPaths.NewTemporaryFolder();
        JinaSharp.Testing.Models.SyntheticModel.WriteJinaBert(folder, new(2, 48, 4, 96, 100));

        Assert.Contains("Name it; known are", (await Assert.ThrowsAsync<ArgumentException>(() => LocalModelVerification.RunAsync(folder, cancellationToken: TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        Assert.Contains("no published outputs for 'x'", (await Assert.ThrowsAsync<ArgumentException>(() => LocalModelVerification.RunAsync(folder, "x", TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        var other = await LocalModelVerification.RunAsync(folder, "jinaai/jina-embeddings-v3", TestContext.Current.CancellationToken);
        Assert.Equal("jina-embeddings-v3", other.ModelId);
        Assert.Contains(other.Checks, check => check.Obstacle is "the model has no task 'separation'");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Verify_NativeFolderAgainstTheOriginalsOutputs_Passes()
    {
        var (source, golden) = Open("jina-embeddings-v3");
        var folder = TestPaths.NewTemporaryFolder();
        new NativeV3Folder(source).Write(Path.Combine(folder, "model"));
        var text = golden.GetProperty("texts").EnumerateArray().Select(t => t.GetString()!).First(t => t.Length > 10);
        using (var original = TextModel.Open(source))
        using (var native = TextModel.Open(Path.Combine(folder, "model")))
        {
            var raw = golden.GetProperty("tasks")[0].GetProperty("items").EnumerateArray().First(item => golden.GetProperty("texts")[item.GetProperty("text").GetInt32()].GetString() == text);
            ReferenceCheck[] checks = [new("m", ReferenceKind.Cosine, text, Values(raw, "raw"), 1e-5) { Task = golden.GetProperty("tasks")[0].GetProperty("task").GetString() }];

            var verification = LocalModelVerification.Run(native, "m", checks, TestContext.Current.CancellationToken);

            Assert.True(verification.Passed);
            Assert.True(LocalModelVerification.Run(original, "m", checks, TestContext.Current.CancellationToken).Passed);
            Assert.Contains(verification.NotCompared, gap => gap.Contains("separation", StringComparison.Ordinal));
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void All_PublishedValues_AreWellFormed()
    {
        Assert.Equal(74, ReferenceCheck.All.Count);
        Assert.All(ReferenceCheck.All, check =>
        {
            Assert.NotEmpty(check.Expected);
            Assert.InRange(check.Tolerance, 1e-4, 2e-2);
            Assert.NotEmpty(check.Description);
        });
        // The norms that the source gives beside the vectors.
        Assert.Equal([10.26311, 10.68183, 13.01229, 12.96093],
            ReferenceCheck.All.Where(c => c.Kind == ReferenceKind.Cosine).Select(c => Math.Round(Math.Sqrt(c.Expected.Sum(v => (double)v * v)), 5)), (a, b) => Math.Abs(a - b) < 2e-4);
        Assert.Equal(6, ReferenceCheck.All.Count(c => c.Kind == ReferenceKind.MaskedStates && c.Ids.Length == 11 && c.Expected.Length == 9));
        Assert.Equal(3, ReferenceCheck.All.Count(c => c.Kind == ReferenceKind.LateSimilarity && c.Texts.Count == 3));
    }

    private static float[][] States(TextModel model, int[] ids)
    {
        using var team = new WorkerTeam(1);
        using var session = new EncoderSession(model.Encoder, team);
        var batch = new PackedBatch();
        batch.Add(ids);
        session.Run(batch);
        return [.. Enumerable.Range(0, ids.Length).Select(row => session.State(row).ToArray())];
    }

    private static float[] Mean(float[][] states) => [.. Enumerable.Range(0, states[0].Length).Select(d => states.Average(state => state[d]))];

    private static float[] Values(JsonElement item, string name) => [.. item.GetProperty(name).EnumerateArray().Select(v => v.GetSingle())];

    private static float Cosine(float[] a, float[] b) => (float)(a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x)));

    private static (string Folder, JsonElement Golden) Open(string name)
    {
        var folder = TestPaths.Reference($"golden/models/{name}");
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "golden.json")));
        return (folder, document.RootElement.Clone());
    }
}
