using System.Text.Json;

namespace JinaSharp.Client;

/// <summary>A model as the service lists it.</summary>
public sealed record JinaModelInfo
{
    /// <summary>The id, such as <c>jina-ai/jina-embeddings-v3</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name to send, such as <c>jina-embeddings-v3</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The weights' id at Hugging Face.</summary>
    public string? HuggingFaceId { get; init; }

    /// <summary>What it takes.</summary>
    public IReadOnlyList<string> InputModalities { get; init; } = [];

    /// <summary>What it gives.</summary>
    public IReadOnlyList<string> OutputModalities { get; init; } = [];

    /// <summary>The most tokens of an input.</summary>
    public long? ContextLength { get; init; }

    /// <summary>The price of a token of input, in US dollars, as the service writes it.</summary>
    public string? PromptPrice { get; init; }

    /// <summary>What it is.</summary>
    public string? Description { get; init; }

    /// <summary>Everything the service says.</summary>
    public JsonElement Raw { get; init; }
}
