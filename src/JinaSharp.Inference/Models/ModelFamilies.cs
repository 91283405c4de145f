using System.Text.Json;

namespace JinaSharp.Inference.Models;

/// <summary>Finds out which architecture a <c>config.json</c> describes.</summary>
/// <remarks>
/// <c>model_type</c> cannot be relied on: published configs have none or a borrowed one. The implementation named in <c>auto_map.AutoConfig</c> or
/// <c>_name_or_path</c> decides first, then <c>architectures[0]</c>, then <c>model_type</c>.
/// </remarks>
internal static class ModelFamilies
{
    public const string Supported =
        "jina-embeddings-v2 (small, base, code), jina-embeddings-v3, jina-reranker-v1, jina-reranker-v2";

    public static ModelFamily Detect(JsonElement config, string file)
    {
        var fields = new ConfigFields(config, file);
        var implementation = $"{AutoConfig(fields)} {fields.OptionalText("_name_or_path")}";
        var architecture = FirstArchitecture(fields);
        var type = fields.OptionalText("model_type");

        if (implementation.Contains("jina-bert-v2-qk-post-norm", StringComparison.Ordinal)) return ModelFamily.JinaBertQkNorm;
        if (implementation.Contains("jina-bert-implementation", StringComparison.Ordinal)) return ModelFamily.JinaBert;
        if (type == "jina_clip" || architecture == "JinaCLIPModel") return ModelFamily.Clip;
        if (XlmRobertaConfig.IsNative(fields)) return ModelFamily.XlmRobertaLora;
        if (implementation.Contains("xlm-roberta-flash-implementation", StringComparison.Ordinal)
            || architecture is "XLMRobertaForSequenceClassification" or "HF_ColBERT" or "XLMRobertaModel")
            return XlmRoberta(fields);
        return (architecture, type) switch
        {
            ("JinaEmbeddingsV5Model", _) or (_, "jina_embeddings_v5") =>
                fields.OptionalFlag("is_decoder") == false ? ModelFamily.EuroBert : ModelFamily.Qwen3Embedding,
            ("JinaEmbeddingsV4Model", _) => ModelFamily.Qwen25VisionEmbedding,
            ("JinaForRanking", _) => ModelFamily.ListwiseReranker,
            ("JinaVLForRanking", _) => ModelFamily.VisionReranker,
            ("Qwen2ForCausalLM" or "Qwen2Model", _) => ModelFamily.Qwen2Embedding,
            ("JinaBertForMaskedLM" or "JinaBertModel" or "JinaBertForSequenceClassification", _) => ModelFamily.JinaBert,
            _ => throw new ModelFormatException(
                $"'{file}' describes an architecture that is not known here (architectures: '{architecture}', model_type: '{type}'). Supported are {Supported}.", file),
        };
    }

    private static ModelFamily XlmRoberta(ConfigFields fields)
    {
        if (fields.Has("lora_adaptations")) return ModelFamily.XlmRobertaLora;
        var positions = fields.OptionalText("position_embedding_type") ?? "absolute";
        return positions switch
        {
            "rotary" => ModelFamily.ColBert,
            "absolute" => ModelFamily.XlmRobertaReranker,
            _ => throw new ModelFormatException($"'{fields.File}': position_embedding_type is '{positions}'; expected 'rotary' or 'absolute'.", fields.File),
        };
    }

    private static string? AutoConfig(ConfigFields fields) =>
        fields.Root.TryGetProperty("auto_map", out var map) && map.ValueKind == JsonValueKind.Object ? new ConfigFields(map, fields.File).OptionalText("AutoConfig") : null;

    private static string? FirstArchitecture(ConfigFields fields) =>
        fields.OptionalTexts("architectures") is [var first, ..] ? first : null;
}
