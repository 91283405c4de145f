using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>The part of a chunk that shows best why it was found.</summary>
internal sealed record QuerySnippet
{
    [JsonPropertyName("text")]
    public required string Text { get; init; }

    /// <summary>Start and length, in UTF-16 code units, of every matching stretch.</summary>
    [JsonPropertyName("marks")]
    public required IReadOnlyList<int[]> Marks { get; init; }
}
