using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>The request of one line of a batch job.</summary>
internal sealed record BatchLineBody
{
    [JsonPropertyName("input")]
    public required string Input { get; init; }
}
