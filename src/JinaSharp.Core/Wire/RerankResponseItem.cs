using System.Text.Json;
using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>One result of <c>POST /v1/rerank</c>. The echoed document is a string or an object, or is absent.</summary>
internal sealed record RerankResponseItem
{
    [JsonPropertyName("index")]
    public required int Index { get; init; }

    [JsonPropertyName("relevance_score")]
    public required double RelevanceScore { get; init; }

    [JsonPropertyName("document")]
    public JsonElement? Document { get; init; }

    [JsonPropertyName("embedding")]
    public float[]? Embedding { get; init; }
}
