using System.Text.Json.Serialization;
using JinaSharp.Pipelines;

namespace JinaSharp.Cli.Output;

/// <summary>What <c>jina query --json</c> prints.</summary>
internal sealed record QueryDocument
{
    [JsonPropertyName("query")]
    public required string Query { get; init; }

    [JsonPropertyName("mode")]
    public required string Mode { get; init; }

    [JsonPropertyName("store")]
    public required string Store { get; init; }

    [JsonPropertyName("collection")]
    public required string Collection { get; init; }

    /// <summary>Null for a keyword query, which embeds nothing.</summary>
    [JsonPropertyName("model")]
    public required string? Model { get; init; }

    /// <summary>The filter as it was understood; null when there is none.</summary>
    [JsonPropertyName("filter")]
    public required string? Filter { get; init; }

    [JsonPropertyName("took_ms")]
    public required double TookMilliseconds { get; init; }

    [JsonPropertyName("results")]
    public required IReadOnlyList<QueryResult> Results { get; init; }

    public static string ModeName(RetrievalMode mode) => mode switch
    {
        RetrievalMode.Dense => "dense",
        RetrievalMode.Keyword => "keyword",
        _ => "hybrid",
    };
}
