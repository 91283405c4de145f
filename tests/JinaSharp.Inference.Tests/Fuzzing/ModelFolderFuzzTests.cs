using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using JinaSharp.Inference.Tests.Models;
using JinaSharp.Inference.Tests.Weights;
using JinaSharp.Inference.Weights;
using JinaSharp.Testing.Models;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Fuzzing;

/// <summary>Whole model folders with one file of another meaning: refused in words, or loaded and of use. Memory stays in proportion to the files.</summary>
public sealed class ModelFolderFuzzTests : IDisposable
{
    private const long AllocationAllowance = 24 << 20;

    private readonly string _root = TestPaths.NewTemporaryFolder();

    private string Folder => Path.Combine(_root, "model");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("v2", "config.json")]
    [InlineData("v2", "model.safetensors")]
    [InlineData("v2", "1_Pooling/config.json")]
    [InlineData("v2", "config_sentence_transformers.json")]
    [InlineData("v2", "sentence_bert_config.json")]
    [InlineData("v2", "tokenizer_config.json")]
    [InlineData("v2", "modules.json")]
    [InlineData("sharded", "model.safetensors.index.json")]
    [InlineData("sharded", "model-00002-of-00002.safetensors")]
    [InlineData("v3", "config.json")]
    [InlineData("v3", "model.safetensors")]
    [InlineData("native", "config.json")]
    [InlineData("native", "model.safetensors")]
    [InlineData("native", "separation/adapter_config.json")]
    [InlineData("native", "separation/adapter_model.safetensors")]
    public async Task Open_FileOfAnotherMeaning_NeverFailsInAnotherWay(string model, string name)
    {
        Write(model);
        var file = Path.Combine(Folder, name);
        var original = File.ReadAllBytes(file);
        var isTensors = name.EndsWith(".safetensors", StringComparison.Ordinal);
        var random = FuzzRun.Random(name.Length * 100 + model.Length);
        int opened = 0, refused = 0;
        for (var round = 0; round < FuzzRun.Rounds(60); round++)
        {
            File.WriteAllBytes(file, isTensors ? DamageHeader(original, random) : DamageJson(original, random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var embedder = new LocalEmbedder(Folder, new LocalEmbedderOptions { Threads = 1 });
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200L * Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length) + AllocationAllowance);
                var embedding = await embedder.GenerateAsync(["w1 w2"], cancellationToken: TestContext.Current.CancellationToken);
                Assert.Equal(embedder.Dimensions, embedding[0].Vector.Length);
                opened++;
            }
            catch (ModelFormatException e)
            {
                Assert.NotEmpty(e.Message);
                refused++;
            }
            catch (JinaException e) when (e.Code == "input_too_long")
            {
                // A limit of one or two tokens is a limit.
                opened++;
            }
        }
        Assert.True(opened + refused == FuzzRun.Rounds(60) && refused + opened > 0, $"{opened} opened, {refused} refused");
    }

    private void Write(string model)
    {
        if (model is "v2" or "sharded") SyntheticModel.WriteJinaBert(Folder, new(2, 48, 4, 96, 100));
        else
        {
            var source = model == "native" ? Path.Combine(_root, "original") : Folder;
            SyntheticModel.WriteXlmRoberta(source, new(2, 48, 4, 96, 100));
            File.WriteAllText(Path.Combine(source, "tokenizer_config.json"), """{"model_max_length": 8194}""");
            // The native layout leaves out what is 20000 in all published models.
            if (model == "native") new NativeV3Folder(source) { BareConfig = true }.Write(Folder);
        }
        if (model == "sharded") Split();
        if (model != "v2") return;
        Directory.CreateDirectory(Path.Combine(Folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(Folder, "1_Pooling", "config.json"), """{"word_embedding_dimension":512,"pooling_mode_cls_token":false,"pooling_mode_mean_tokens":true,"pooling_mode_max_tokens":false}""");
        File.WriteAllText(Path.Combine(Folder, "config_sentence_transformers.json"), """{"prompts":{"query":"q: ","document":""},"default_prompt_name":null,"similarity_fn_name":"cosine"}""");
        File.WriteAllText(Path.Combine(Folder, "sentence_bert_config.json"), """{"max_seq_length":8192,"do_lower_case":false}""");
        File.WriteAllText(Path.Combine(Folder, "tokenizer_config.json"), """{"model_max_length":2147483648,"padding_side":"right"}""");
        File.WriteAllText(Path.Combine(Folder, "modules.json"), """[{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"},{"idx":1,"name":"1","path":"1_Pooling","type":"sentence_transformers.models.Pooling"}]""");
    }

    private void Split()
    {
        var whole = Path.Combine(Folder, "model.safetensors");
        string[] shards = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
        var map = new JsonObject();
        for (var i = 0; i < shards.Length; i++)
        {
            var (shard, first) = (Path.Combine(Folder, shards[i]), i == 0);
            File.Copy(whole, shard);
            SafeTensorsEdit.Apply(shard, name => name.StartsWith("embeddings.", StringComparison.Ordinal) == first ? name : null);
            using var file = SafeTensorsFile.Open(shard);
            foreach (var name in file.Tensors.Keys) map[name] = shards[i];
        }
        File.Delete(whole);
        File.WriteAllText(Path.Combine(Folder, "model.safetensors.index.json"), new JsonObject { ["metadata"] = new JsonObject { ["total_size"] = 1 }, ["weight_map"] = map }.ToJsonString());
    }

    private static byte[] DamageJson(byte[] original, Random random)
    {
        if (random.Next(4) == 0) return Weights.SafeTensorsTests.Damage(original, random);
        var root = JsonNode.Parse(original)!;
        for (var changes = 1 + random.Next(3); changes > 0; changes--) JsonDamage.Apply(root, random);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    /// <summary>The header changed as JSON, or by its bytes; the data as it is, or cut.</summary>
    private static byte[] DamageHeader(byte[] original, Random random)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(original);
        byte[] header = DamageJson(original[8..(8 + length)], random);
        var data = random.Next(4) == 0 ? original[(8 + length)..(8 + length + random.Next(original.Length - 8 - length))] : original[(8 + length)..];
        var claimed = random.Next(8) == 0 ? random.NextInt64(-8, 2L * original.Length) : header.Length;
        return [.. BitConverter.GetBytes(claimed), .. header, .. data];
    }
}
