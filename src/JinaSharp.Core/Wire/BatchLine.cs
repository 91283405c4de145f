using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>One line of a batch job.</summary>
internal sealed record BatchLine
{
    [JsonPropertyName("custom_id")]
    public required string CustomId { get; init; }

    [JsonPropertyName("body")]
    public required BatchLineBody Body { get; init; }
}
