using System.Text.Json.Serialization;

namespace JinaSharp.Inference.Hub;

/// <summary>One entry of <c>/api/models/{id}/tree/{revision}</c>.</summary>
internal sealed record HubTreeEntry
{
    /// <summary><c>file</c> or <c>directory</c>.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    [JsonPropertyName("path")]
    public string? Path { get; init; }

    [JsonPropertyName("size")]
    public long? Size { get; init; }

    [JsonPropertyName("oid")]
    public string? ObjectId { get; init; }

    [JsonPropertyName("lfs")]
    public HubLargeFile? LargeFile { get; init; }
}
