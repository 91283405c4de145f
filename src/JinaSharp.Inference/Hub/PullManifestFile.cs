using System.Text.Json.Serialization;

namespace JinaSharp.Inference.Hub;

/// <summary>One file of <see cref="PullManifest"/>.</summary>
internal sealed record PullManifestFile
{
    [JsonPropertyName("path")]
    public required string Path { get; init; }

    [JsonPropertyName("size")]
    public required long Size { get; init; }

    /// <summary>What told the content from others when it was checked; null where the hub said nothing.</summary>
    [JsonPropertyName("identity")]
    public string? Identity { get; init; }

    /// <summary>The file's last change then, in UTC ticks: a file changed since is checked again.</summary>
    [JsonPropertyName("written")]
    public long Written { get; init; }
}
