using System.Text.Json;
using System.Text.Json.Serialization;

namespace JinaSharp.Stores.Chroma;

/// <summary>A collection as the server describes it.</summary>
internal sealed record ChromaCollectionWire
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("configuration_json")]
    public JsonElement? Configuration { get; init; }

    [JsonPropertyName("schema")]
    public JsonElement? Schema { get; init; }

    [JsonPropertyName("metadata")]
    public Dictionary<string, JsonElement>? Metadata { get; init; }

    [JsonPropertyName("dimension")]
    public int? Dimension { get; init; }
}
