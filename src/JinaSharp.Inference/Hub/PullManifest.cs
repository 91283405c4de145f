using System.Text.Json.Serialization;

namespace JinaSharp.Inference.Hub;

/// <summary>What a folder was filled with. It is written last: a folder that has it is complete.</summary>
internal sealed record PullManifest
{
    [JsonPropertyName("hub")]
    public required string Hub { get; init; }

    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("revision")]
    public required string Revision { get; init; }

    [JsonPropertyName("commit")]
    public required string Commit { get; init; }

    [JsonPropertyName("files")]
    public required IReadOnlyList<PullManifestFile> Files { get; init; }
}
