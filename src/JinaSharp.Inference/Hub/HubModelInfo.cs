using System.Text.Json.Serialization;

namespace JinaSharp.Inference.Hub;

/// <summary>The answer of <c>/api/models/{id}/revision/{revision}?blobs=true</c>.</summary>
internal sealed record HubModelInfo
{
    [JsonPropertyName("sha")]
    public string? Commit { get; init; }

    [JsonPropertyName("siblings")]
    public IReadOnlyList<HubSibling>? Siblings { get; init; }
}
