using System.Text.Json;

namespace JinaSharp.Client.Embeddings;

/// <summary>The options of one call, read once.</summary>
internal sealed record EmbeddingSpec
{
    public required string Model { get; init; }

    /// <summary>What is known of the model; null for a model that is not in the catalogue.</summary>
    public ModelCard? Card { get; init; }

    public string? Task { get; init; }

    public int? Dimensions { get; init; }

    /// <summary>What is asked for: <see cref="EmbeddingType.Float"/> also where vectors travel as base64.</summary>
    public EmbeddingType Type { get; init; }

    public bool? Normalized { get; init; }

    public bool? Truncate { get; init; }

    public bool? LateChunking { get; init; }

    public bool? MultiVector { get; init; }

    public bool? TokenizedInput { get; init; }

    public string? InputType { get; init; }

    public string? Tag { get; init; }

    public bool? Background { get; init; }

    public bool Isolate { get; init; }

    public Dictionary<string, JsonElement>? Extra { get; init; }

    /// <summary>Whether the generator gives sparse embeddings, which have no encodings.</summary>
    public bool IsSparse { get; init; }

    public bool IsQuery => Task?.EndsWith(".query", StringComparison.Ordinal) == true || InputType == "query";
}
