using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>What <c>jina rerank --json</c> prints: the answer of the rerank API.</summary>
internal sealed record RerankDocument
{
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("usage")]
    public required EmbedUsage Usage { get; init; }

    [JsonPropertyName("results")]
    public required IReadOnlyList<RerankItem> Results { get; init; }
}
