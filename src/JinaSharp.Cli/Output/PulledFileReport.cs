using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>One file of <see cref="PulledModelReport"/>.</summary>
internal sealed record PulledFileReport
{
    [JsonPropertyName("path")]
    public required string Path { get; init; }

    [JsonPropertyName("size")]
    public required long Size { get; init; }

    [JsonPropertyName("sha256")]
    public required string? Sha256 { get; init; }

    [JsonPropertyName("downloaded")]
    public required bool Downloaded { get; init; }
}
