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
        var adaptations = fields.OptionalTexts("lora_adaptations");
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
            Rotary = fields.OptionalText("position_embedding_type") == "rotary",
            // The class default is 10000; every published config that uses rotary positions names its own base.
            RotaryEmbBase = fields.Number("rotary_emb_base", 10000, 1, 1e12),
            LoraAdaptations = adaptations,
            LoraRank = adaptations.Count == 0 ? 0 : fields.OptionalSize("lora_rank", 1, 1024) ?? 4,
            LoraAlpha = fields.Number("lora_alpha", 1, 0, 1e6),
            TaskInstructions = fields.OptionalTextMap("task_instructions"),
            MatryoshkaDimensions = fields.OptionalSizes("matryoshka_dimensions"),
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
}
