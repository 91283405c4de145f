using System.Text.Json;
using JinaSharp.Inference.Models;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Models;

/// <summary>jina-embeddings-v3 in the layout of the transformers library: the golden model, written anew, gives the golden vectors.</summary>
public sealed class NativeLayoutTests : IDisposable
{
    private readonly string _root = TestPaths.NewTemporaryFolder();

    private string Folder => Path.Combine(_root, "jina-embeddings-v3-hf");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(false, false, false, false, false)]
    [InlineData(true, false, false, false, false)]
    [InlineData(true, true, false, false, false)]
    [InlineData(false, true, false, true, false)]
    [InlineData(false, false, true, false, false)]
    [InlineData(false, false, true, true, false)]
    [InlineData(false, false, false, false, true)]
    public async Task Generate_SameModelInNativeLayout_GivesTheGoldenVectors(bool flashWeights, bool flashAdapters, bool ownFactors, bool otherRanks, bool bareConfig)
    {
        var source = TestPaths.Reference("golden/models/jina-embeddings-v3");
        new NativeV3Folder(source) { FlashWeights = flashWeights, FlashAdapters = flashAdapters, OwnFactors = ownFactors, OtherRanks = otherRanks, BareConfig = bareConfig }.Write(Folder);
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(source, "golden.json")));
        using var embedder = new LocalEmbedder(Folder);
        var texts = golden.RootElement.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!).ToArray();

        var compared = 0;
        // What a note says is computed without the instruction, which the API always adds.
        foreach (var task in golden.RootElement.GetProperty("tasks").EnumerateArray().Where(task => !task.TryGetProperty("note", out _)))
            foreach (var item in task.GetProperty("items").EnumerateArray())
            {
                var options = new JinaEmbeddingOptions { Normalized = false, Task = task.GetProperty("task").GetString() is { } name ? new EmbeddingTask(name) : (EmbeddingTask?)null };
                var result = await embedder.GenerateAsync([texts[item.GetProperty("text").GetInt32()]], options, TestContext.Current.CancellationToken);
                float[] expected = [.. item.GetProperty("raw").EnumerateArray().Select(value => value.GetSingle())];
                var norm = Math.Sqrt(expected.Sum(x => (double)x * x));
                Assert.InRange(expected.Zip(result[0].Vector.ToArray(), (e, a) => Math.Abs(e - a)).Max() / norm, 0, 2e-5);
                compared++;
            }
        Assert.True(compared > 60, $"{compared} vectors");
    }

    [Fact]
    public void Read_NativeLayout_CountsAdaptersAsTheOriginal()
    {
        var source = TestPaths.Reference("golden/models/jina-embeddings-v3");
        new NativeV3Folder(source).Write(Folder);

        var (native, original) = (LocalModelInfo.Read(Folder), LocalModelInfo.Read(source));

        Assert.Equal(original.Tasks, native.Tasks);
        Assert.Equal(original.Instructions, native.Instructions);
        Assert.Equal(original.MatryoshkaDimensions, native.MatryoshkaDimensions);
        Assert.Equal(original.Positions, native.Positions);
        Assert.Equal(6, native.Files);
        // Queries, keys and values each carry the A that they share: two copies more for each of 3 layers and 5 tasks.
        Assert.Equal(original.Parameters + 3 * 5 * 2 * 4 * 64, native.Parameters);
    }

    [Fact]
    public async Task Generate_TaskWhoseFolderIsMissing_SaysWhichFiles()
    {
        new NativeV3Folder(TestPaths.Reference("golden/models/jina-embeddings-v3")).Write(Folder);
        Directory.Delete(Path.Combine(Folder, "text_matching"), recursive: true);
        using var embedder = new LocalEmbedder(Folder);

        Assert.Equal(4, embedder.Tasks.Count);
        var refused = await Assert.ThrowsAsync<ArgumentException>(() =>
            embedder.GenerateAsync(["a"], new JinaEmbeddingOptions { Task = EmbeddingTask.TextMatching }, TestContext.Current.CancellationToken));
        Assert.Contains("text_matching/adapter_model.safetensors", refused.Message, StringComparison.Ordinal);
        Assert.Single(await embedder.GenerateAsync(["a"], new JinaEmbeddingOptions { Task = EmbeddingTask.Separation }, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("\"r\":4", "\"r\":5", "[4, 900] BF16; expected [5, 900]")]
    [InlineData("\"use_dora\":false", "\"use_dora\":true", "use_dora")]
    [InlineData("\"peft_type\":\"LORA\"", "\"peft_type\":\"IA3\"", "IA3")]
    [InlineData("\"bias\":\"none\"", "\"bias\":\"all\"", "bias")]
    [InlineData("\"modules_to_save\":null", "\"modules_to_save\":[\"pooler\"]", "modules_to_save")]
    [InlineData("\"rank_pattern\":{}", "\"rank_pattern\":[]", "rank_pattern")]
    public void Open_OtherAdapterConfig_SaysWhy(string from, string to, string reason)
    {
        new NativeV3Folder(TestPaths.Reference("golden/models/jina-embeddings-v3")).Write(Folder);
        var file = Path.Combine(Folder, "separation", "adapter_config.json");
        var config = File.ReadAllText(file);
        Assert.Contains(from, config, StringComparison.Ordinal);
        File.WriteAllText(file, config.Replace(from, to, StringComparison.Ordinal));

        Assert.Contains(reason, Assert.Throws<ModelFormatException>(() => TextModel.Open(Folder).Dispose()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AdapterOfAnotherModelOrIncomplete_SaysWhy()
    {
        new NativeV3Folder(TestPaths.Reference("golden/models/jina-embeddings-v3")).Write(Folder);
        var file = Path.Combine(Folder, "separation", "adapter_model.safetensors");
        string Refused() => Assert.Throws<ModelFormatException>(() => TextModel.Open(Folder).Dispose()).Message;

        NativeV3Folder.WriteSafeTensors(file, [("base_model.model.layers.7.mlp.fc1.lora_A.weight", "F32", [4, 64], new byte[1024])]);
        Assert.Contains("belongs to no module", Refused(), StringComparison.Ordinal);
        NativeV3Folder.WriteSafeTensors(file, [("base_model.model.layers.1.mlp.fc1.lora_A.weight", "F32", [4, 64], new byte[1024])]);
        Assert.Contains("only one of the two factors", Refused(), StringComparison.Ordinal);
        File.WriteAllText(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
        Assert.Contains("git lfs pull", Refused(), StringComparison.Ordinal);
        File.Delete(file);
        Assert.Contains("no adapter_model.safetensors", Refused(), StringComparison.Ordinal);
    }
}
