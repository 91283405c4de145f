using System.Text.Json.Serialization;

namespace JinaSharp.Cli.Output;

/// <summary>One model of <c>jina models list --json</c>.</summary>
internal sealed record ModelDocument
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary><c>embedding</c>, <c>sparse</c>, <c>reranker</c> or <c>reader</c>.</summary>
    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    [JsonPropertyName("parameters")]
    public required long? Parameters { get; init; }

    [JsonPropertyName("context_length")]
    public required int? ContextLength { get; init; }

    [JsonPropertyName("dimensions")]
    public required int? Dimensions { get; init; }

    [JsonPropertyName("min_dimensions")]
    public required int? MinDimensions { get; init; }

    [JsonPropertyName("max_dimensions")]
    public required int? MaxDimensions { get; init; }

    [JsonPropertyName("matryoshka_dimensions")]
    public required IReadOnlyList<int> MatryoshkaDimensions { get; init; }

    /// <summary><c>none</c>, <c>optional</c> or <c>always</c>.</summary>
    [JsonPropertyName("multi_vector")]
    public required string MultiVector { get; init; }

    [JsonPropertyName("tasks")]
    public required IReadOnlyList<string> Tasks { get; init; }

    [JsonPropertyName("default_task")]
    public required string? DefaultTask { get; init; }

    [JsonPropertyName("modalities")]
    public required IReadOnlyList<string> Modalities { get; init; }

    [JsonPropertyName("late_chunking")]
    public required bool LateChunking { get; init; }

    [JsonPropertyName("license")]
    public required string? License { get; init; }

    [JsonPropertyName("non_commercial")]
    public required bool NonCommercial { get; init; }

    [JsonPropertyName("released")]
    public required DateOnly? Released { get; init; }

    /// <summary>Whether the Jina API serves it.</summary>
    [JsonPropertyName("in_api")]
    public required bool InApi { get; init; }

    /// <summary>Whether it needs no files.</summary>
    [JsonPropertyName("built_in")]
    public required bool BuiltIn { get; init; }

    /// <summary>The folder on this machine; null where it was not downloaded.</summary>
    [JsonPropertyName("folder")]
    public required string? Folder { get; init; }

    public static ModelDocument From(ModelCard card, string? folder) => new()
    {
        Id = card.Id,
        Kind = NameOf(card.Kind),
        Parameters = card.ParameterCount,
        ContextLength = card.ContextLength,
        Dimensions = card.Dimensions,
        MinDimensions = card.MinDimensions,
        MaxDimensions = card.MaxDimensions,
        MatryoshkaDimensions = card.MatryoshkaDimensions,
        MultiVector = card.MultiVector.ToString().ToLowerInvariant(),
        Tasks = [.. card.Tasks.Select(task => task.ToString())],
        DefaultTask = card.DefaultTask?.ToString(),
        Modalities = [.. Enum.GetValues<ModelModalities>().Where(modality => modality != ModelModalities.None && card.Modalities.HasFlag(modality)).Select(modality => modality.ToString().ToLowerInvariant())],
        LateChunking = card.SupportsLateChunking,
        License = card.License,
        NonCommercial = card.IsNonCommercial,
        Released = card.Released,
        InApi = card.InApi,
        BuiltIn = card.Id == LexicalEmbeddingGenerator.ModelId,
        Folder = folder,
    };

    /// <summary>A model that was pulled and is not in the catalogue: <c>jina models show</c> looks into it.</summary>
    public static ModelDocument Unknown(string id, string folder) => new()
    {
        Id = id,
        Kind = "-",
        Parameters = null,
        ContextLength = null,
        Dimensions = null,
        MinDimensions = null,
        MaxDimensions = null,
        MatryoshkaDimensions = [],
        MultiVector = "none",
        Tasks = [],
        DefaultTask = null,
        Modalities = [],
        LateChunking = false,
        License = null,
        NonCommercial = false,
        Released = null,
        InApi = false,
        BuiltIn = false,
        Folder = folder,
    };

    public static string NameOf(ModelKind kind) => kind switch
    {
        ModelKind.Embedding => "embedding",
        ModelKind.SparseEmbedding => "sparse",
        ModelKind.Reranker => "reranker",
        ModelKind.Reader => "reader",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
