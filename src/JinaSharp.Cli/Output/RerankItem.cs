using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>One document with its score.</summary>
internal sealed record RerankItem
{
    [JsonPropertyName("index")]
    public required int Index { get; init; }

    [JsonPropertyName("relevance_score")]
    public required double RelevanceScore { get; init; }

    [JsonPropertyName("document")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Document { get; init; }
}
