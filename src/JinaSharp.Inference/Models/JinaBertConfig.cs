using System.Text.Json;

namespace JinaSharp.Inference.Models;

/// <summary>The fields of a JinaBERT <c>config.json</c> that shape the computation, by their names there.</summary>
internal sealed record JinaBertConfig
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

    public int HeadSize => HiddenSize / NumAttentionHeads;

    public static JinaBertConfig Read(JsonElement json, string file)
    {
        var fields = new ConfigFields(json, file);
        var config = new JinaBertConfig
        {
            VocabSize = fields.Size("vocab_size"),
            HiddenSize = fields.Size("hidden_size", max: 1 << 16),
            NumHiddenLayers = fields.Size("num_hidden_layers", max: 1024),
            NumAttentionHeads = fields.Size("num_attention_heads", max: 1024),
            IntermediateSize = fields.Size("intermediate_size", max: 1 << 18),
            TypeVocabSize = fields.OptionalSize("type_vocab_size", 1, 1024) ?? 2,
            MaxPositionEmbeddings = fields.OptionalSize("max_position_embeddings", 1, 1 << 24) ?? 8192,
            LayerNormEps = (float)fields.Number("layer_norm_eps", 1e-12, 0, 1),
            PadTokenId = fields.OptionalSize("pad_token_id") ?? 0,
        };
        if (config.HiddenSize % config.NumAttentionHeads != 0)
            throw fields.Bad($"has hidden_size {config.HiddenSize}, which is not a multiple of num_attention_heads {config.NumAttentionHeads}");
        Expect(fields, "position_embedding_type", "alibi");
        Expect(fields, "hidden_act", "gelu");
        Expect(fields, "feed_forward_type", "geglu");
        return config;
    }

    private static void Expect(ConfigFields fields, string name, string value)
    {
        if (fields.OptionalText(name) is { } found && found != value)
            throw fields.Bad($"has '{name}' = '{found}'; the JinaBERT models have '{value}'");
    }
}
