using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>What <c>jina models verify --json</c> prints.</summary>
internal sealed record VerifyDocument
{
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("passed")]
    public required bool Passed { get; init; }

    [JsonPropertyName("checks")]
    public required IReadOnlyList<VerifyItem> Checks { get; init; }

    /// <summary>What nothing is published for.</summary>
    [JsonPropertyName("not_compared")]
    public required IReadOnlyList<string> NotCompared { get; init; }
}
