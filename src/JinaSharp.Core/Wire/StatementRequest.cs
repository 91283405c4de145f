using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>The body of grounding.</summary>
internal sealed record StatementRequest
{
    [JsonPropertyName("statement")]
    public required string Statement { get; init; }
}
