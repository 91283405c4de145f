using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>One finding of <c>jina doctor</c>.</summary>
internal sealed record DoctorCheck
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary><c>ok</c>, <c>info</c> or <c>problem</c>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("detail")]
    public required string Detail { get; init; }
}
