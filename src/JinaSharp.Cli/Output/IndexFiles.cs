using System.Text.Json.Serialization;
using JinaSharp.Pipelines;

namespace JinaSharp.Cli.Output;

/// <summary>What became of the files, in <see cref="IndexDocument"/>.</summary>
internal sealed record IndexFiles
{
    [JsonPropertyName("found")]
    public required long Found { get; init; }

    [JsonPropertyName("indexed")]
    public required long Indexed { get; init; }

    [JsonPropertyName("unchanged")]
    public required long Unchanged { get; init; }

    [JsonPropertyName("removed")]
    public required long Removed { get; init; }

    [JsonPropertyName("empty")]
    public required long Empty { get; init; }

    [JsonPropertyName("binary")]
    public required long Binary { get; init; }

    [JsonPropertyName("failed")]
    public required long Failed { get; init; }

    public static IndexFiles From(IndexingProgress progress) => new()
    {
        Found = progress.FilesFound,
        Indexed = progress.Indexed,
        Unchanged = progress.Unchanged,
        Removed = progress.Removed,
        Empty = progress.Empty,
        Binary = progress.Binary,
        Failed = progress.Failed,
    };
}
