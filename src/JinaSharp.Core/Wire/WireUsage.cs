using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>The <c>usage</c> object of api.jina.ai. Only <c>total_tokens</c> can be relied on.</summary>
internal sealed record WireUsage
{
    [JsonPropertyName("total_tokens")]
    public long? TotalTokens { get; init; }

    [JsonPropertyName("prompt_tokens")]
    public long? PromptTokens { get; init; }

    [JsonPropertyName("input_tokens")]
    public long? InputTokens { get; init; }

    [JsonPropertyName("image_tokens")]
    public long? ImageTokens { get; init; }

    [JsonPropertyName("output_tokens")]
    public long? OutputTokens { get; init; }

    [JsonPropertyName("completion_tokens")]
    public long? CompletionTokens { get; init; }

    /// <summary>The tokens of a reader or segmenter answer.</summary>
    [JsonPropertyName("tokens")]
    public long? Tokens { get; init; }

    /// <summary>The number of tokens that the call is charged for.</summary>
    [JsonIgnore]
    public long Total => TotalTokens ?? Tokens ?? ((PromptTokens ?? InputTokens ?? 0) + (CompletionTokens ?? OutputTokens ?? 0));
}
