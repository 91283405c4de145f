using System.Text.Json;
using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>The body of <c>POST /v1/embeddings</c>. Null members are not sent.</summary>
internal sealed record EmbeddingRequest
{
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("task")]
    public string? Task { get; init; }

    [JsonPropertyName("dimensions")]
    public int? Dimensions { get; init; }

    [JsonPropertyName("embedding_type")]
    public string? EmbeddingType { get; init; }

    [JsonPropertyName("normalized")]
    public bool? Normalized { get; init; }

    [JsonPropertyName("truncate")]
    public bool? Truncate { get; init; }

    [JsonPropertyName("late_chunking")]
    public bool? LateChunking { get; init; }

    [JsonPropertyName("return_multivector")]
    public bool? ReturnMultiVector { get; init; }

    [JsonPropertyName("return_tokenized_input")]
    public bool? ReturnTokenizedInput { get; init; }

    [JsonPropertyName("input_type")]
    public string? InputType { get; init; }

    [JsonPropertyName("input")]
    public required EmbeddingInputs Input { get; init; }

    /// <summary>Fields this version does not know, sent as the caller gave them.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Extra { get; set; }
}
