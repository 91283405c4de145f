using System.Text.Json.Serialization;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>One vector in <c>collection.json</c>.</summary>
internal sealed record VectorEntry
{
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("kind")]
    public required VectorKind Kind { get; init; }

    [JsonPropertyName("dimensions")]
    public required int Dimensions { get; init; }

    [JsonPropertyName("metric")]
    public required DistanceMetric Metric { get; init; }

    [JsonPropertyName("storage")]
    public required VectorStorage Storage { get; init; }

    [JsonPropertyName("profile")]
    public string? Profile { get; init; }
}
