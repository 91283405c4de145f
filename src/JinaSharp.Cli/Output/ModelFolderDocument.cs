using System.Text.Json.Serialization;
using JinaSharp.Inference;

namespace JinaSharp.Cli.Output;

/// <summary>What <c>jina models show --json</c> prints.</summary>
internal sealed record ModelFolderDocument
{
    [JsonPropertyName("model")]
    public required string Name { get; init; }

    [JsonPropertyName("family")]
    public required string Family { get; init; }

    [JsonPropertyName("kind")]
    public required string Kind { get; init; }

    [JsonPropertyName("dimensions")]
    public required int Dimensions { get; init; }

    [JsonPropertyName("matryoshka_dimensions")]
    public required IReadOnlyList<int> MatryoshkaDimensions { get; init; }

    [JsonPropertyName("layers")]
    public required int Layers { get; init; }

    [JsonPropertyName("heads")]
    public required int Heads { get; init; }

    [JsonPropertyName("head_size")]
    public required int HeadSize { get; init; }

    [JsonPropertyName("intermediate_size")]
    public required int IntermediateSize { get; init; }

    [JsonPropertyName("positions")]
    public required string Positions { get; init; }

    [JsonPropertyName("vocabulary_size")]
    public required int VocabularySize { get; init; }

    [JsonPropertyName("tokenizer_tokens")]
    public required int TokenizerTokens { get; init; }

    [JsonPropertyName("max_tokens")]
    public required int MaxTokens { get; init; }

    [JsonPropertyName("tasks")]
    public required IReadOnlyList<string> Tasks { get; init; }

    [JsonPropertyName("instructions")]
    public required IReadOnlyDictionary<string, string> Instructions { get; init; }

    [JsonPropertyName("prompts")]
    public required IReadOnlyDictionary<string, string> Prompts { get; init; }

    [JsonPropertyName("default_prompt_name")]
    public required string? DefaultPromptName { get; init; }

    [JsonPropertyName("pooling")]
    public required string Pooling { get; init; }

    [JsonPropertyName("parameters")]
    public required long Parameters { get; init; }

    [JsonPropertyName("element_types")]
    public required IReadOnlyList<string> ElementTypes { get; init; }

    [JsonPropertyName("files")]
    public required int Files { get; init; }

    [JsonPropertyName("file_bytes")]
    public required long FileBytes { get; init; }

    public static ModelFolderDocument From(LocalModelInfo info) => new()
    {
        Name = info.Name,
        Family = info.Family,
        Kind = info.Kind,
        Dimensions = info.Dimensions,
        MatryoshkaDimensions = info.MatryoshkaDimensions,
        Layers = info.Layers,
        Heads = info.Heads,
        HeadSize = info.HeadSize,
        IntermediateSize = info.IntermediateSize,
        Positions = info.Positions,
        VocabularySize = info.VocabularySize,
        TokenizerTokens = info.TokenizerTokens,
        MaxTokens = info.MaxTokens,
        Tasks = info.Tasks,
        Instructions = info.Instructions,
        Prompts = info.Prompts,
        DefaultPromptName = info.DefaultPromptName,
        Pooling = info.Pooling,
        Parameters = info.Parameters,
        ElementTypes = info.ElementTypes,
        Files = info.Files,
        FileBytes = info.FileBytes,
    };
}
