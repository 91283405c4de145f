using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>The body of <c>POST /v1/batch/embeddings</c>.</summary>
internal sealed record BatchRequest
{
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("task")]
    public string? Task { get; init; }

    [JsonPropertyName("dimensions")]
    public int? Dimensions { get; init; }

    [JsonPropertyName("normalized")]
    public bool? Normalized { get; init; }

    [JsonPropertyName("webhook_url")]
    public string? WebhookUrl { get; init; }

    [JsonPropertyName("input_url")]
    public string? InputUrl { get; init; }

    [JsonPropertyName("input")]
    public IReadOnlyList<BatchLine>? Input { get; init; }
}
