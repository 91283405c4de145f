using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>What <c>jina embed --json</c> prints: the answer of the embeddings API.</summary>
internal sealed record EmbedDocument
{
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("object")]
    public string Object { get; init; } = "list";

    [JsonPropertyName("usage")]
    public required EmbedUsage Usage { get; init; }

    [JsonPropertyName("data")]
    public required IReadOnlyList<JsonObject> Data { get; init; }
}
