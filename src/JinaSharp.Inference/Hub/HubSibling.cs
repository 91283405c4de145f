using System.Text.Json.Serialization;

namespace JinaSharp.Inference.Hub;

/// <summary>One file of <see cref="HubModelInfo"/>.</summary>
internal sealed record HubSibling
{
    [JsonPropertyName("rfilename")]
    public string? Path { get; init; }

    [JsonPropertyName("size")]
    public long? Size { get; init; }

    [JsonPropertyName("blobId")]
    public string? BlobId { get; init; }

    [JsonPropertyName("lfs")]
    public HubLargeFile? LargeFile { get; init; }
}
