using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>One published output of a model.</summary>
internal sealed record VerifyItem
{
    [JsonPropertyName("check")]
    public required string Check { get; init; }

    [JsonPropertyName("passed")]
    public required bool Passed { get; init; }

    /// <summary>The largest difference; null where nothing could be compared.</summary>
    [JsonPropertyName("difference")]
    public required double? Difference { get; init; }

    [JsonPropertyName("tolerance")]
    public required double Tolerance { get; init; }

    /// <summary>Why nothing could be compared.</summary>
    [JsonPropertyName("obstacle"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Obstacle { get; init; }
}
