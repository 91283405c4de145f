using System.Text.Json;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests;

/// <summary>The golden folders again, from text through the public API.</summary>
public sealed class LocalEmbedderGoldenTests
{
    private const double Strict = 2e-5;

    public static TheoryData<string> Models => ["jina-embeddings-v2-small-en", "jina-embeddings-v2-base-en", "jina-embeddings-v2-base-code",
        "jina-embeddings-v2-base-de", "jina-embeddings-v2-base-zh", "jina-embeddings-v3"];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Generate_AllTextsOfATask_GivesTheVectors(string name)
    {
        var (folder, golden) = Open(name);
        using var embedder = new LocalEmbedder(folder);
        var texts = golden.GetProperty("texts").EnumerateArray().Select(t => t.GetString()!).ToArray();

        foreach (var task in golden.GetProperty("tasks").EnumerateArray().Where(t => !t.TryGetProperty("note", out _)))
        {
            var items = task.GetProperty("items").EnumerateArray().ToArray();
            string[] inputs = [.. items.Select(i => texts[i.GetProperty("text").GetInt32()])];
            var raw = await embedder.GenerateAsync(inputs, Options(task, o => o.Normalized = false), Cancel);
            var unit = await embedder.GenerateAsync(inputs, Options(task), Cancel);
            for (var i = 0; i < items.Length; i++)
            {
                AssertClose(items[i].GetProperty("raw"), raw[i].Vector.Span, $"raw {i}");
                AssertClose(items[i].GetProperty("normalized"), unit[i].Vector.Span, $"normalized {i}");
            }
            Assert.Equal(items.Sum(i => i.GetProperty("ids").GetArrayLength()), raw.Usage!.InputTokenCount);
        }
        foreach (var item in golden.GetProperty("truncated").EnumerateArray())
        {
            var options = Options(item, o => o.Dimensions = item.GetProperty("dimensions").GetInt32());
            var vector = (await embedder.GenerateAsync([texts[item.GetProperty("text").GetInt32()]], options, Cancel))[0].Vector;
            AssertClose(item.GetProperty("normalized"), vector.Span, "truncated");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Generate_CutToALength_GivesTheVectors(string name)
    {
        var (folder, golden) = Open(name);
        foreach (var item in golden.GetProperty("max_length").EnumerateArray())
        {
            var text = golden.GetProperty("texts")[item.GetProperty("text").GetInt32()].GetString()!;
            using var embedder = new LocalEmbedder(folder, new LocalEmbedderOptions { MaxTokens = item.GetProperty("max_length").GetInt32(), Threads = 1 });

            var raw = await embedder.GenerateAsync([text], Options(item, o => (o.Normalized, o.Truncate) = (false, true)), Cancel);

            AssertClose(item.GetProperty("raw"), raw[0].Vector.Span, "max_length");
            var refused = await Assert.ThrowsAsync<JinaException>(() => embedder.GenerateAsync(["fits", text], Options(item), Cancel));
            Assert.Equal("input_too_long", refused.Code);
            Assert.Contains("Text 1", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Generate_LateChunking_GivesTheVectors(string name)
    {
        var (folder, golden) = Open(name);
        foreach (var item in golden.GetProperty("late_chunking").EnumerateArray())
        {
            int? Number(string property) => item.TryGetProperty(property, out var value) ? value.GetInt32() : null;
            var options = new LocalEmbedderOptions { MaxTokens = Number("window") ?? Number("max_length"), LateChunkingOverlap = Number("overlap"), Threads = 2 };
            using var embedder = new LocalEmbedder(folder, options);
            string[] texts = [.. item.GetProperty("texts").EnumerateArray().Select(t => t.GetString()!)];
            var truncate = Number("max_length") is not null;

            var raw = await embedder.GenerateAsync(texts, Options(item, o => (o.Normalized, o.LateChunking, o.Truncate) = (false, true, truncate)), Cancel);

            var expected = item.GetProperty("raw").EnumerateArray().ToArray();
            Assert.Equal(expected.Length, raw.Count);
            for (var i = 0; i < expected.Length; i++) AssertClose(expected[i], raw[i].Vector.Span, $"{item.GetProperty("name")} {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task MultiVectors_Raw_AreTheTokenStates(string name)
    {
        var (folder, golden) = Open(name);
        using var embedder = new LocalEmbedder(folder);
        var item = golden.GetProperty("token_states");
        var text = golden.GetProperty("texts")[item.GetProperty("text").GetInt32()].GetString()!;

        var states = (await embedder.MultiVectors.GenerateAsync([text], Options(item, o => o.Normalized = false), Cancel))[0];

        Assert.Equal(item.GetProperty("states").GetArrayLength(), states.RowCount);
        for (var row = 0; row < states.RowCount; row++) AssertClose(item.GetProperty("states")[row], states.GetRow(row).Span, $"row {row}");
    }

    [Fact]
    public async Task BinaryForms_AreTheSignsOfTheVector()
    {
        var (folder, golden) = Open("jina-embeddings-v2-small-en");
        using var embedder = new LocalEmbedder(folder);
        var expected = golden.GetProperty("tasks")[0].GetProperty("items")[3].GetProperty("raw").EnumerateArray().Select(v => v.GetSingle() > 0).ToArray();
        string[] text = [golden.GetProperty("texts")[3].GetString()!];

        var bits = (await embedder.Bits.GenerateAsync(text, cancellationToken: Cancel))[0].Vector;
        var packed = (await embedder.Binary.GenerateAsync(text, cancellationToken: Cancel))[0].Vector;
        var signed = (await embedder.SignedBinary.GenerateAsync(text, cancellationToken: Cancel))[0].Vector;

        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], bits[i]);
            Assert.Equal(expected[i], (packed.Span[i / 8] >> (7 - i % 8) & 1) == 1);
            Assert.Equal(packed.Span[i / 8] - 128, signed.Span[i / 8]);
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static (string Folder, JsonElement Golden) Open(string name)
    {
        var folder = TestPaths.Reference($"golden/models/{name}");
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "golden.json")));
        return (folder, document.RootElement.Clone());
    }

    private static JinaEmbeddingOptions Options(JsonElement item, Action<JinaEmbeddingOptions>? more = null)
    {
        var options = new JinaEmbeddingOptions();
        if (item.TryGetProperty("task", out var task) && task.GetString() is { } value) options.Task = value;
        more?.Invoke(options);
        return options;
    }

    private static void AssertClose(JsonElement expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.GetArrayLength(), actual.Length);
        double squares = 0, worst = 0;
        for (var i = 0; i < actual.Length; i++)
        {
            var value = expected[i].GetDouble();
            squares += value * value;
            worst = Math.Max(worst, Math.Abs(value - actual[i]));
        }
        Assert.True(worst <= Strict * Math.Sqrt(squares), $"{what}: differs by {worst / Math.Sqrt(squares):E2} of the norm");
    }
}
