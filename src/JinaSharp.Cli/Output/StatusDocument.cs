using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>What <c>jina status --json</c> and <c>jina collections list --json</c> print.</summary>
internal sealed record StatusDocument
{
    [JsonPropertyName("store")]
    public required string Store { get; init; }

    /// <summary>The bytes of an embedded store on the disk; null for others.</summary>
    [JsonPropertyName("bytes")]
    public required long? Bytes { get; init; }

    [JsonPropertyName("collections")]
    public required IReadOnlyList<StatusCollection> Collections { get; init; }
}
