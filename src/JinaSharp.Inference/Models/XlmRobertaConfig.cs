using System.Text.Json;

namespace JinaSharp.Inference.Models;

/// <summary>The fields of a Jina XLM-RoBERTa <c>config.json</c> that shape the computation, by their names there.</summary>
internal sealed record XlmRobertaConfig
{
    public required int VocabSize { get; init; }
    public required int HiddenSize { get; init; }
    public required int NumHiddenLayers { get; init; }
    public required int NumAttentionHeads { get; init; }
    public required int IntermediateSize { get; init; }
    public required int TypeVocabSize { get; init; }
    public required int MaxPositionEmbeddings { get; init; }
    public required float LayerNormEps { get; init; }
    public required int PadTokenId { get; init; }

    /// <summary>Rotary positions; otherwise a table of absolute ones.</summary>
    public required bool Rotary { get; init; }

    public required double RotaryEmbBase { get; init; }
    public required IReadOnlyList<string> LoraAdaptations { get; init; }
    public required int LoraRank { get; init; }
    public required double LoraAlpha { get; init; }
    public required IReadOnlyDictionary<string, string> TaskInstructions { get; init; }
    public required IReadOnlyList<int> MatryoshkaDimensions { get; init; }

    public int HeadSize => HiddenSize / NumAttentionHeads;

    /// <summary>The factor of the adapters: alpha / rank.</summary>
    public float LoraScale => LoraRank == 0 ? 0 : (float)(LoraAlpha / LoraRank);

    /// <summary>The position of a text's first token: absolute tables start after the padding id.</summary>
    public int FirstPosition => Rotary ? 0 : PadTokenId + 1;

    /// <summary>The longest input: the usable rows of an absolute table; rotary models keep to what they were trained for.</summary>
    public int MaxTokens => Rotary ? MaxPositionEmbeddings : MaxPositionEmbeddings - FirstPosition;

    public static XlmRobertaConfig Read(JsonElement json, string file)
    {
        var fields = new ConfigFields(json, file);
        var native = IsNative(fields);
        var adaptations = fields.Has("lora_adaptations") || !native ? fields.OptionalTexts("lora_adaptations") : V3Defaults.Tasks;
        var config = new XlmRobertaConfig
        {
            VocabSize = fields.Size("vocab_size"),
            HiddenSize = fields.Size("hidden_size", max: 1 << 16),
            NumHiddenLayers = fields.Size("num_hidden_layers", max: 1024),
            NumAttentionHeads = fields.Size("num_attention_heads", max: 1024),
            IntermediateSize = fields.Size("intermediate_size", max: 1 << 18),
            TypeVocabSize = fields.OptionalSize("type_vocab_size", 1, 1024) ?? 1,
            MaxPositionEmbeddings = fields.Size("max_position_embeddings", max: 1 << 24),
            LayerNormEps = (float)fields.Number("layer_norm_eps", 1e-5, 0, 1),
            PadTokenId = fields.OptionalSize("pad_token_id", 0, 1 << 24) ?? 1,
            Rotary = native || fields.OptionalText("position_embedding_type") == "rotary",
            // The original class's default is 10000; every published config that uses rotary positions names its own base.
            RotaryEmbBase = fields.Number("rotary_emb_base", RopeTheta(fields, native ? V3Defaults.RotaryBase : 10000), 1, 1e12),
            LoraAdaptations = adaptations,
            LoraRank = adaptations.Count == 0 ? 0 : fields.OptionalSize("lora_rank", 1, 1024) ?? 4,
            LoraAlpha = fields.Number("lora_alpha", 1, 0, 1e6),
            TaskInstructions = fields.Has("task_instructions") || !native ? fields.OptionalTextMap("task_instructions") : V3Defaults.Instructions,
            MatryoshkaDimensions = fields.Has("matryoshka_dimensions") || !native ? fields.OptionalSizes("matryoshka_dimensions")
                : [.. V3Defaults.MatryoshkaDimensions.Where(size => size <= (fields.OptionalSize("hidden_size") ?? 0))],
        };
        if (config.HiddenSize % config.NumAttentionHeads != 0)
            throw fields.Bad($"has hidden_size {config.HiddenSize}, which is not a multiple of num_attention_heads {config.NumAttentionHeads}");
        if (config.Rotary && config.HeadSize % 2 != 0)
            throw fields.Bad($"has heads of {config.HeadSize} dimensions; rotary positions need an even number");
        if (config.MaxTokens < 1) throw fields.Bad($"has {config.MaxPositionEmbeddings} positions, none of which is left after the padding id {config.PadTokenId}");
        if (fields.OptionalText("hidden_act") is { } activation && activation != "gelu")
            throw fields.Bad($"has 'hidden_act' = '{activation}'; the models have 'gelu'");
        return config;
    }

    /// <summary>Whether this is the transformers library's own class for v3, whose configs leave out what is the same in all of them.</summary>
    public static bool IsNative(ConfigFields fields) =>
        fields.OptionalText("model_type") == "jina_embeddings_v3"
        || fields.OptionalTexts("architectures") is [var first, ..] && first.StartsWith("JinaEmbeddingsV3", StringComparison.Ordinal);

    private static double RopeTheta(ConfigFields fields, double fallback)
    {
        if (!fields.Has("rope_parameters")) return fields.Number("rope_theta", fallback, 1, 1e12);
        var rope = new ConfigFields(fields.Root.GetProperty("rope_parameters"), fields.File);
        if (rope.Root.ValueKind != JsonValueKind.Object) throw fields.Bad("has 'rope_parameters' that is not an object");
        if (rope.OptionalText("rope_type") is { } type && type != "default") throw fields.Bad($"has 'rope_type' = '{type}'; expected 'default'");
        return rope.Number("rope_theta", fallback, 1, 1e12);
    }
}
