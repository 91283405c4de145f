using System.Text.Json.Serialization;
using JinaSharp.Inference;

namespace JinaSharp.Cli.Output;

/// <summary>What <c>jina models pull --json</c> prints.</summary>
internal sealed record PulledModelReport
{
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    [JsonPropertyName("revision")]
    public required string Revision { get; init; }

    [JsonPropertyName("commit")]
    public required string Commit { get; init; }

    [JsonPropertyName("folder")]
    public required string Folder { get; init; }

    [JsonPropertyName("bytes_downloaded")]
    public required long BytesDownloaded { get; init; }

    [JsonPropertyName("files")]
    public required IReadOnlyList<PulledFileReport> Files { get; init; }

    public static PulledModelReport From(PulledModel model) => new()
    {
        Model = model.ModelId,
        Revision = model.Revision,
        Commit = model.Commit,
        Folder = model.Folder,
        BytesDownloaded = model.BytesDownloaded,
        Files = [.. model.Files.Select(file => new PulledFileReport { Path = file.Path, Size = file.Size, Sha256 = file.Sha256, Downloaded = file.Downloaded })],
    };
}
