using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>The answer of <c>POST /v1/rerank</c>.</summary>
internal sealed record RerankResponse
{
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    [JsonPropertyName("usage")]
    public WireUsage? Usage { get; init; }

    [JsonPropertyName("results")]
    public required IReadOnlyList<RerankResponseItem> Results { get; init; }
}
