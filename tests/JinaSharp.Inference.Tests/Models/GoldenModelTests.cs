using System.Text.Json;
using JinaSharp.Inference.Models;
using JinaSharp.Inference.Runtime;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Models;

/// <summary>Every golden folder of the encoders, from token ids: token states, layers, pooled vectors, late chunking, rerank logits.</summary>
public sealed class GoldenModelTests
{
    /// <summary>The strict level of the golden data for 32-bit kernels: max abs difference over the vector's norm.</summary>
    private const double Strict = 2e-5;

    /// <summary>What a correct 32-bit engine reaches on logits, by the golden data's own table.</summary>
    private const double LogitTolerance = 2e-5;

    public static TheoryData<string> EmbeddingModels => ["jina-embeddings-v2-small-en", "jina-embeddings-v2-base-en", "jina-embeddings-v2-base-code",
        "jina-embeddings-v2-base-de", "jina-embeddings-v2-base-zh", "jina-embeddings-v3"];

    public static TheoryData<string> Rerankers => ["jina-reranker-v1-tiny-en", "jina-reranker-v2-base-multilingual"];

    public static TheoryData<string> AllModels => [.. EmbeddingModels.Select(m => m.Data), .. Rerankers.Select(m => m.Data)];

    [Theory]
    [MemberData(nameof(EmbeddingModels))]
    public void Tasks_FromIds_GiveTheRawVectors(string name)
    {
        using var golden = new Loaded(name);

        var checkedItems = 0;
        foreach (var task in golden.Json.GetProperty("tasks").EnumerateArray())
            foreach (var item in task.GetProperty("items").EnumerateArray())
            {
                golden.Run(Ids(item), Task(task));
                AssertClose(Floats(item.GetProperty("raw")), golden.Mean(0, golden.Batch.Tokens), $"task {Task(task)}, text {item.GetProperty("text")}");
                checkedItems++;
            }
        foreach (var item in golden.Json.GetProperty("max_length").EnumerateArray())
        {
            golden.Run(Ids(item), Task(item));
            AssertClose(Floats(item.GetProperty("raw")), golden.Mean(0, golden.Batch.Tokens), "max_length");
        }
        Assert.True(checkedItems >= 14);
    }

    [Theory]
    [MemberData(nameof(EmbeddingModels))]
    public void Tasks_AllTextsInOneBatch_AreBitwiseEqualToOneByOne(string name)
    {
        using var golden = new Loaded(name);
        using var team = new WorkerTeam(2);
        using var session = new EncoderSession(golden.Model.Encoder, team);

        foreach (var task in golden.Json.GetProperty("tasks").EnumerateArray())
        {
            var items = task.GetProperty("items").EnumerateArray().Select(Ids).Reverse().ToArray();
            var batch = new PackedBatch();
            foreach (var ids in items) batch.Add(ids);
            batch.Adapter = golden.Adapter(Task(task));
            session.Run(batch);
            for (var i = 0; i < items.Length; i++)
            {
                golden.Run(items[i], Task(task));
                for (var row = 0; row < items[i].Length; row++)
                    Assert.True(golden.Session.State(row).SequenceEqual(session.State(batch.Start(i) + row)), $"text {i} row {row}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllModels))]
    public void TokenStates_AfterTheLastLayer_AreEqual(string name)
    {
        using var golden = new Loaded(name);
        var expected = golden.Json.GetProperty("token_states");
        golden.Run(Ids(expected), Task(expected));
        var row = 0;
        foreach (var state in expected.GetProperty("states").EnumerateArray())
            AssertClose(Floats(state), golden.Session.State(row).ToArray(), $"token {row++}");
        Assert.Equal(golden.Batch.Tokens, row);
    }

    [Theory]
    [MemberData(nameof(AllModels))]
    public void Layers_LastToken_AreEqual(string name)
    {
        using var golden = new Loaded(name);
        foreach (var item in golden.Json.GetProperty("layers").EnumerateArray())
        {
            var states = new List<float[]>();
            golden.Session.LayerFinished = _ => states.Add(golden.Session.State(golden.Batch.Tokens - 1).ToArray());
            golden.Run(Ids(item), Task(item));
            var expected = item.GetProperty("last_token").EnumerateArray().ToArray();
            Assert.Equal(expected.Length, states.Count);
            for (var i = 0; i < expected.Length; i++)
            {
                var norm = expected[i].GetProperty("norm").GetDouble();
                Assert.Equal(norm, Math.Sqrt(states[i].Sum(x => (double)x * x)), norm * Strict);
                foreach (var (value, actual) in Floats(expected[i].GetProperty("first4")).Zip(states[i])) Assert.Equal(value, actual, norm * Strict);
            }
        }
    }

    [Theory]
    [MemberData(nameof(EmbeddingModels))]
    public void LateChunking_FromIdsAndSpans_GivesTheRawVectors(string name)
    {
        using var golden = new Loaded(name);
        var cases = 0;
        foreach (var item in golden.Json.GetProperty("late_chunking").EnumerateArray().Where(c => !c.TryGetProperty("window", out _)))
        {
            golden.Run(Ids(item), Task(item));
            var expected = item.GetProperty("raw").EnumerateArray().Select(Floats).ToArray();
            var spans = item.GetProperty("input_token_spans").EnumerateArray().Select(s => (Start: s[0].GetInt32(), End: s[1].GetInt32())).ToArray();
            for (var i = 0; i < spans.Length; i++)
                AssertClose(expected[i], golden.Mean(spans[i].Start, spans[i].End - spans[i].Start), $"{item.GetProperty("name")} span {i}");
            cases++;
        }
        Assert.True(cases > 0);
    }

    [Theory]
    [MemberData(nameof(Rerankers))]
    public void Rerank_FromIds_GivesTheLogits(string name)
    {
        using var golden = new Loaded(name);
        var pairs = golden.Json.GetProperty("rerank").EnumerateArray().SelectMany(r => r.GetProperty("pairs").EnumerateArray())
            .Concat(golden.Json.GetProperty("pair_truncated").EnumerateArray())
            .Append(golden.Json.GetProperty("single_text"));
        if (golden.Json.TryGetProperty("long_documents", out var long_))
            pairs = pairs.Concat(long_.EnumerateArray().SelectMany(d => d.GetProperty("windows").EnumerateArray()));
        foreach (var pair in pairs)
        {
            golden.Run(Ids(pair), null, pair.TryGetProperty("type_ids", out var types) ? [.. types.EnumerateArray().Select(t => t.GetInt32())] : []);
            Assert.Equal(pair.GetProperty("logit").GetDouble(), golden.Model.Head!.Logit(golden.Session.State(0)), LogitTolerance);
        }
    }

    private static int[] Ids(JsonElement item) => [.. item.GetProperty("ids").EnumerateArray().Select(i => i.GetInt32())];

    private static string? Task(JsonElement item) => item.TryGetProperty("task", out var task) ? task.GetString() : null;

    private static float[] Floats(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetSingle())];

    private static void AssertClose(float[] expected, float[] actual, string what)
    {
        var norm = Math.Sqrt(expected.Sum(x => (double)x * x));
        var worst = expected.Zip(actual, (e, a) => Math.Abs((double)e - a)).Max();
        Assert.Equal(expected.Length, actual.Length);
        Assert.True(worst <= Strict * norm, $"{what}: differs by {worst / norm:E2} of the norm");
    }

    private sealed class Loaded : IDisposable
    {
        private readonly WorkerTeam _team = new(1);
        private readonly JsonDocument _document;

        public Loaded(string name)
        {
            var folder = TestPaths.Reference($"golden/models/{name}");
            _document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "golden.json")));
            Model = TextModel.Open(folder);
            Session = new EncoderSession(Model.Encoder, _team);
        }

        public JsonElement Json => _document.RootElement;

        public TextModel Model { get; }

        public EncoderSession Session { get; }

        public PackedBatch Batch { get; } = new();

        public int Adapter(string? task) => task is null ? -1 : Model.Adapters.ToList().IndexOf(task);

        public void Run(int[] ids, string? task, int[]? types = null)
        {
            Batch.Clear();
            Batch.Add(ids, types ?? []);
            Batch.Adapter = Adapter(task);
            Session.Run(Batch);
        }

        public float[] Mean(int start, int count)
        {
            var mean = new float[Model.Encoder.Shape.HiddenSize];
            Session.MeanState(start, count, new double[mean.Length], mean);
            return mean;
        }

        public void Dispose()
        {
            Session.Dispose();
            Model.Dispose();
            _team.Dispose();
            _document.Dispose();
        }
    }
}
