using JinaSharp.Inference.Models;
using JinaSharp.Inference.Tests.Fuzzing;
using JinaSharp.Inference.Tests.Weights;
using JinaSharp.Testing.Models;
using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Models;

public sealed class ModelFolderTests : IDisposable
{
    private readonly string _folder = TestPaths.NewTemporaryFolder();

    public ModelFolderTests() => SyntheticModel.WriteJinaBert(_folder, new SyntheticModel.JinaBertSizes(2, 48, 4, 96, 100));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_NotAModel_SaysSo()
    {
        Assert.Contains("no folder", Refused(Path.Combine(_folder, "absent")).Message, StringComparison.Ordinal);
        Assert.Contains("is a file", Refused(Path.Combine(_folder, "config.json")).Message, StringComparison.Ordinal);
        var empty = Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName;
        Assert.Contains("not a model folder", Refused(empty).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"architectures":["LlamaForCausalLM"],"model_type":"llama"}""", "Supported are")]
    [InlineData("""{}""", "Supported are")]
    [InlineData("""[1]""", "not a JSON object")]
    [InlineData("""{"architectures":["JinaBertForMaskedLM"]""", "not valid JSON")]
    [InlineData("""{"architectures":["JinaBertForMaskedLM"]}""", "has no 'vocab_size'")]
    [InlineData("""{"architectures":["JinaEmbeddingsV4Model"]}""", "cannot run")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "git lfs pull")]
    public void Open_OtherConfig_SaysWhy(string config, string reason)
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), config);

        Assert.Contains(reason, Refused(_folder).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"hidden_size\": 48", "\"hidden_size\": 64", "[100, 48] F32; expected [100, 64]")]
    [InlineData("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", "encoder.layer.2")]
    [InlineData("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1", "and 14 more")]
    [InlineData("\"num_attention_heads\": 4", "\"num_attention_heads\": 7", "not a multiple")]
    [InlineData("\"intermediate_size\": 96", "\"intermediate_size\": 1e99", "whole number")]
    [InlineData("\"position_embedding_type\": \"alibi\"", "\"position_embedding_type\": \"absolute\"", "alibi")]
    [InlineData("\"hidden_act\": \"gelu\"", "\"hidden_act\": \"relu\"", "relu")]
    public void Open_ConfigAndWeightsDiffer_NamesBoth(string from, string to, string reason)
    {
        var path = Path.Combine(_folder, "config.json");
        var config = File.ReadAllText(path);
        Assert.Contains(from, config, StringComparison.Ordinal);
        File.WriteAllText(path, config.Replace(from, to, StringComparison.Ordinal));

        Assert.Contains(reason, Refused(_folder).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json", "{\"architectures\":[\"JinaBertForMaskedLM\"],\"vocab_size\":\"\u0001\"}")]
    [InlineData("config.json", "{\"architectures\":[\"JinaBertForMaskedLM\"],\"vocab_size\":9,\"hidden_size\":8,\"num_hidden_layers\":1,\"num_attention_heads\":1,\"intermediate_size\":8,\"layer_norm_eps\":\"\u0001\"}")]
    [InlineData("model.safetensors.index.json", "{\"weight_map\":{\"\u0001\":\"../x\"}}")]
    [InlineData("model.safetensors.index.json", "{\"weight_map\":{\"a\":\"\u0001\"}}")]
    [InlineData("config_sentence_transformers.json", "{\"prompts\":{\"\u0001\":\"x\"}}")]
    [InlineData("1_Pooling/config.json", "{\"pooling_mode_\u0001\":true}")]
    public void Open_TextThatIsNotUnicode_IsRefusedInWords(string file, string json)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "1_Pooling"));
        if (file == "model.safetensors.index.json") File.Delete(Weights);
        // A first byte of two, alone, in the place of the mark.
        File.WriteAllBytes(Path.Combine(_folder, file), [.. json.Select(c => c == 1 ? (byte)0xC2 : (byte)c)]);

        Assert.Contains("not valid Unicode", Refused(_folder).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RandomlyDamagedConfig_OnlyEverGivesModelFormatException()
    {
        var path = Path.Combine(_folder, "config.json");
        var original = File.ReadAllBytes(path);
        var random = FuzzRun.Random(23);
        int opened = 0, refused = 0;
        for (var round = 0; round < FuzzRun.Rounds(1500); round++)
        {
            File.WriteAllBytes(path, SafeTensorsTests.Damage(original, random));
            try
            {
                using var model = TextModel.Open(_folder);
                opened++;
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }
        Assert.True(opened > 50 && refused > 50, $"{opened} opened, {refused} refused");
    }

    [Fact]
    public void Open_PoolingFileWithAnotherDimension_IsIgnored()
    {
        // As the published v2-base-en has it.
        Directory.CreateDirectory(Path.Combine(_folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(_folder, "1_Pooling", "config.json"), """{"word_embedding_dimension":512,"pooling_mode_mean_tokens":true}""");

        using var model = TextModel.Open(_folder);

        Assert.Equal("mean", model.Folder.PoolingMode);
        Assert.Equal(48, model.Encoder.Shape.HiddenSize);
    }

    [Theory]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false}""", "cls_token")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":true}""", "several kinds of pooling")]
    [InlineData("1_Pooling/config.json", """{"pooling_mode_mean_sqrt_len_tokens":true}""", "mean_sqrt_len_tokens")]
    [InlineData("modules.json", """[{"type":"sentence_transformers.models.Transformer"},{"type":"sentence_transformers.models.Dense"}]""", "models.Dense")]
    [InlineData("modules.json", """{}""", "not a JSON list")]
    public void Open_ModulesThatComputeSomethingElse_AreRefused(string file, string json, string reason)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(_folder, file), json);

        Assert.Contains(reason, Refused(_folder).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bert.")]
    [InlineData("model.")]
    [InlineData("roberta.encoder_model.")]
    [InlineData("0.auto_model.")]
    public void Open_NamesWithAnotherPrefix_AreFound(string prefix)
    {
        SafeTensorsEdit.Apply(Weights, name => prefix + name);

        using var model = TextModel.Open(_folder);

        Assert.Equal(48, model.Encoder.Shape.HiddenSize);
    }

    [Fact]
    public void Open_BuffersAndHeadsOfTheTraining_AreLeftAlone()
    {
        SafeTensorsEdit.Apply(
            Weights, name => "bert." + name,
            ("bert.embeddings.position_ids", "I64", 8, [1, 8192]), ("embeddings.token_type_ids", "I64", 8, [1, 16]), ("bert.encoder.alibi", "F32", 4, [1, 4, 8, 8]),
            ("cls.predictions.bias", "F32", 4, [100]), ("bert.pooler.dense.weight", "F16", 2, [48, 48]), ("lm_head.weight", "BF16", 2, [100, 48]));

        using var model = TextModel.Open(_folder);

        Assert.Null(model.Head);
    }

    [Theory]
    [InlineData("F32", 4)]
    [InlineData("I64", 8)]
    [InlineData("I8", 1)]
    public void Open_TensorThatNobodyKnows_IsNamedWithItsShape(string type, int size)
    {
        SafeTensorsEdit.Apply(Weights, name => name, ("encoder.layer.0.adapter.weight", type, size, [3, 5]));

        Assert.Contains($"'encoder.layer.0.adapter.weight' [3, 5] {type} of", Refused(_folder).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RerankerWithoutItsHead_IsNoEmbeddingModel()
    {
        var config = Path.Combine(_folder, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("JinaBertForMaskedLM", "JinaBertForSequenceClassification", StringComparison.Ordinal));

        Assert.Contains("'pooler.dense.weight' [48, 48] is missing", Refused(_folder).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_PlainXlmRoberta_SaysWhatIsSupported()
    {
        File.WriteAllText(Path.Combine(_folder, "config.json"), """
            {"architectures":["XLMRobertaForSequenceClassification"],"model_type":"xlm-roberta","vocab_size":100,"hidden_size":48,"num_hidden_layers":2,
             "num_attention_heads":4,"intermediate_size":96,"max_position_embeddings":514}
            """);
        SafeTensorsEdit.Apply(Weights, name => "roberta." + name);

        Assert.Contains("plain XLM-RoBERTa, not of Jina's own. Supported are", Refused(_folder).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"prompts":{"query":"q: "},"default_prompt_name":"document"}""", true, "default prompt 'document', which is not among its prompts: query")]
    [InlineData("""{"prompts":{"query":"q: "}}""", false, "include_prompt")]
    public void Open_PromptsThatCannotBeHonoured_AreRefused(string prompts, bool include, string reason)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(_folder, "1_Pooling", "config.json"), $$"""{"pooling_mode_mean_tokens":true,"include_prompt":{{(include ? "true" : "false")}}}""");
        File.WriteAllText(Path.Combine(_folder, "config_sentence_transformers.json"), prompts);

        Assert.Contains(reason, Refused(_folder).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RerankerWithModulesOfItsOwn_LeavesThemAlone()
    {
        SyntheticModel.WriteJinaBert(_folder, new SyntheticModel.JinaBertSizes(2, 48, 4, 96, 100), reranker: true);
        File.WriteAllText(Path.Combine(_folder, "modules.json"), """[{"type":"sentence_transformers.models.Transformer"},{"type":"sentence_transformers.cross_encoder.modules.LogitScore"}]""");

        using var model = TextModel.Open(_folder);

        Assert.NotNull(model.Head);
    }

    [Fact]
    public void Open_WeightsOfAnotherKind_SaysWhichFilesAreRead()
    {
        File.Move(Path.Combine(_folder, "model.safetensors"), Path.Combine(_folder, "pytorch_model.bin"));

        Assert.Contains("'pytorch_model.bin' is of a kind that is not read", Refused(_folder).Message, StringComparison.Ordinal);
    }

    private string Weights => Path.Combine(_folder, "model.safetensors");

    private static ModelFormatException Refused(string folder) => Assert.Throws<ModelFormatException>(() => TextModel.Open(folder).Dispose());
}
