using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>A file or folder that needs a look, in <see cref="IndexDocument"/>.</summary>
internal sealed record IndexProblem
{
    [JsonPropertyName("path")]
    public required string Path { get; init; }

    [JsonPropertyName("reason")]
    public required string Reason { get; init; }

    /// <summary>Whether the file is in the collection all the same.</summary>
    [JsonPropertyName("indexed")]
    public required bool Indexed { get; init; }
}
