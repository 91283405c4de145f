using JinaSharp.Inference.Models;
using JinaSharp.Inference.Runtime;

namespace JinaSharp.Inference;

/// <summary>What was understood of a model folder.</summary>
public sealed record LocalModelInfo
{
    /// <summary>The folder's name.</summary>
    public required string Name { get; init; }

    /// <summary>The architecture.</summary>
    public required string Family { get; init; }

    /// <summary><c>embedding</c> or <c>reranker</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The dimensions of a token state, and of a vector that is not cut.</summary>
    public required int Dimensions { get; init; }

    /// <summary>The sizes that vectors are meant to be cut to; empty: the model names none.</summary>
    public required IReadOnlyList<int> MatryoshkaDimensions { get; init; }

    /// <summary>The number of layers.</summary>
    public required int Layers { get; init; }

    /// <summary>The number of attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>The dimensions of a head.</summary>
    public required int HeadSize { get; init; }

    /// <summary>The width of the feed-forward layers.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>How positions enter: ALiBi, rotary or absolute.</summary>
    public required string Positions { get; init; }

    /// <summary>The rows of the embedding table.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>The tokens of the tokenizer.</summary>
    public required int TokenizerTokens { get; init; }

    /// <summary>The most tokens of a text when nothing else is said.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>The tasks with adapters; empty: none.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>What precedes the text of a task.</summary>
    public required IReadOnlyDictionary<string, string> Instructions { get; init; }

    /// <summary>The prompts of <c>config_sentence_transformers.json</c>.</summary>
    public required IReadOnlyDictionary<string, string> Prompts { get; init; }

    /// <summary>The name of the prompt that precedes texts of calls without a task; null: none does.</summary>
    public required string? DefaultPromptName { get; init; }

    /// <summary>How a vector is made of token states.</summary>
    public required string Pooling { get; init; }

    /// <summary>The number of weights in the files.</summary>
    public required long Parameters { get; init; }

    /// <summary>The number types of the weights.</summary>
    public required IReadOnlyList<string> ElementTypes { get; init; }

    /// <summary>The number of weight files.</summary>
    public required int Files { get; init; }

    /// <summary>Their bytes.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Reads a model folder whole, as <see cref="LocalEmbedder"/> and <see cref="LocalReranker"/> do.</summary>
    /// <param name="modelFolder">The folder of a downloaded model.</param>
    /// <returns>What was understood.</returns>
    /// <exception cref="ModelFormatException">The folder is no model, damaged, incomplete, or of an unsupported kind.</exception>
    public static LocalModelInfo Read(string modelFolder)
    {
        using var model = TextModel.Open(modelFolder);
        var tokenizer = ModelTokenizer.Load(model);
        var shape = model.Encoder.Shape;
        return new LocalModelInfo
        {
            Name = model.Folder.Name,
            Family = model.Folder.Family.ToString(),
            Kind = model.Head is null ? "embedding" : "reranker",
            Dimensions = shape.HiddenSize,
            MatryoshkaDimensions = model.MatryoshkaDimensions,
            Layers = shape.Layers,
            Heads = shape.Heads.Heads,
            HeadSize = shape.Heads.HeadSize,
            IntermediateSize = shape.IntermediateSize,
            Positions = shape.AlibiSlopes.Count > 0 ? "ALiBi" : shape.RotaryBase > 0 ? $"rotary, base {shape.RotaryBase:0}" : "absolute",
            VocabularySize = model.Encoder.VocabularySize,
            TokenizerTokens = tokenizer.VocabularySize,
            MaxTokens = model.DefaultMaxTokens,
            Tasks = model.Adapters,
            Instructions = model.Instructions,
            Prompts = model.Folder.Prompts,
            DefaultPromptName = model.Folder.DefaultPromptName,
            Pooling = model.Head is null ? model.Folder.Normalizes ? "mean, unit length" : "mean" : "first token, classification head",
            Parameters = model.Tensors.Sum(tensor => tensor.ElementCount),
            ElementTypes = [.. model.Tensors.Select(tensor => tensor.DType.ToString()).Distinct().Order(StringComparer.Ordinal)],
            Files = model.FileCount,
            FileBytes = model.FileByteLength,
        };
    }
}
