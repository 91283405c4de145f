using System.Text.Json.Serialization;

namespace JinaSharp.Stores.Chroma;

/// <summary>The body of a refusal.</summary>
internal sealed record ChromaErrorWire
{
    [JsonPropertyName("error")]
    public string? Error { get; init; }

    [JsonPropertyName("message")]
    public string? Message { get; init; }
}
