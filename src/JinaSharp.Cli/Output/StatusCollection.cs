using System.Text.Json.Serialization;
using JinaSharp.Pipelines;

namespace JinaSharp.Cli.Output;

/// <summary>One collection in <see cref="StatusDocument"/>.</summary>
internal sealed record StatusCollection
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("records")]
    public required long Records { get; init; }

    [JsonPropertyName("files")]
    public required long? Files { get; init; }

    [JsonPropertyName("file_bytes")]
    public required long? FileBytes { get; init; }

    [JsonPropertyName("unfinished_files")]
    public required long UnfinishedFiles { get; init; }

    [JsonPropertyName("model")]
    public required string? Model { get; init; }

    [JsonPropertyName("dimensions")]
    public required int? Dimensions { get; init; }

    [JsonPropertyName("profile")]
    public required string? Profile { get; init; }

    public static StatusCollection From(CollectionStatus status) => new()
    {
        Name = status.Name,
        Records = status.Records,
        Files = status.Files,
        FileBytes = status.FileBytes,
        UnfinishedFiles = status.UnfinishedFiles,
        Model = status.Profile?.Model,
        Dimensions = status.Profile?.Dimensions,
        Profile = status.Profile?.Key,
    };
}
