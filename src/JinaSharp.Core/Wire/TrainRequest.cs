using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>The body of <c>POST /v1/train</c>.</summary>
internal sealed record TrainRequest
{
    [JsonPropertyName("model")]
    public string? Model { get; init; }

    [JsonPropertyName("classifier_id")]
    public string? ClassifierId { get; init; }

    [JsonPropertyName("access")]
    public string? Access { get; init; }

    [JsonPropertyName("num_iters")]
    public int? Iterations { get; init; }

    [JsonPropertyName("input")]
    public required IReadOnlyList<TrainItem> Input { get; init; }
}
