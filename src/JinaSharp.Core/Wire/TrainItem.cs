using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>One sample of a training request.</summary>
internal sealed record TrainItem
{
    [JsonPropertyName("text")]
    public string? Text { get; init; }

    [JsonPropertyName("image")]
    public string? Image { get; init; }

    [JsonPropertyName("label")]
    public required string Label { get; init; }
}
