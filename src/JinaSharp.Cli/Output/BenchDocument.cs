using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>What <c>jina bench --json</c> prints.</summary>
internal sealed record BenchDocument
{
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    [JsonPropertyName("threads")]
    public required int Threads { get; init; }

    [JsonPropertyName("load_milliseconds")]
    public required double LoadMilliseconds { get; init; }

    [JsonPropertyName("runs")]
    public required IReadOnlyList<BenchRun> Runs { get; init; }
}
