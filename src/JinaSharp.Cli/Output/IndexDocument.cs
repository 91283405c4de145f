using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>What <c>jina index --json</c> prints.</summary>
internal sealed record IndexDocument
{
    [JsonPropertyName("store")]
    public required string Store { get; init; }

    [JsonPropertyName("collection")]
    public required string Collection { get; init; }

    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("dimensions")]
    public required int Dimensions { get; init; }

    [JsonPropertyName("files")]
    public required IndexFiles Files { get; init; }

    [JsonPropertyName("chunks_written")]
    public required long ChunksWritten { get; init; }

    [JsonPropertyName("chunks_total")]
    public required long ChunksTotal { get; init; }

    [JsonPropertyName("bytes_read")]
    public required long BytesRead { get; init; }

    [JsonPropertyName("seconds")]
    public required double Seconds { get; init; }

    [JsonPropertyName("problems")]
    public required IReadOnlyList<IndexProblem> Problems { get; init; }
}
