using System.Text.Json.Serialization;

namespace JinaSharp.Inference.Hub;

/// <summary>What a hub says of a file in large-file storage; the two listings name its hash differently.</summary>
internal sealed record HubLargeFile
{
    [JsonPropertyName("sha256")]
    public string? Sha256 { get; init; }

    [JsonPropertyName("oid")]
    public string? ObjectId { get; init; }

    [JsonPropertyName("size")]
    public long? Size { get; init; }
}
