using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>The body of the segmenter.</summary>
internal sealed record SegmentRequest
{
    [JsonPropertyName("content")]
    public required string Content { get; init; }

    [JsonPropertyName("tokenizer")]
    public string? Tokenizer { get; init; }

    [JsonPropertyName("return_tokens")]
    public bool? ReturnTokens { get; init; }

    [JsonPropertyName("return_chunks")]
    public bool? ReturnChunks { get; init; }

    [JsonPropertyName("max_chunk_length")]
    public int? MaxChunkLength { get; init; }

    [JsonPropertyName("head")]
    public int? Head { get; init; }

    [JsonPropertyName("tail")]
    public int? Tail { get; init; }
}
