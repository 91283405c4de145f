using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>One workload of <c>jina bench</c>.</summary>
internal sealed record BenchRun
{
    [JsonPropertyName("texts")]
    public required int Texts { get; init; }

    [JsonPropertyName("words")]
    public required int Words { get; init; }

    [JsonPropertyName("tokens")]
    public required long Tokens { get; init; }

    /// <summary>The median of the runs.</summary>
    [JsonPropertyName("milliseconds")]
    public required double Milliseconds { get; init; }

    [JsonPropertyName("tokens_per_second")]
    public required double TokensPerSecond { get; init; }
}
