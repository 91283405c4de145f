using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>What <c>jina doctor --json</c> prints.</summary>
internal sealed record DoctorReport
{
    [JsonPropertyName("ok")]
    public required bool Ok { get; init; }

    [JsonPropertyName("checks")]
    public required IReadOnlyList<DoctorCheck> Checks { get; init; }
}
