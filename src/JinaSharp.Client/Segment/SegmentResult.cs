namespace JinaSharp.Client;

/// <summary>What the segmenter found.</summary>
public sealed record SegmentResult
{
    /// <summary>The number of tokens of the whole text.</summary>
    public required int TokenCount { get; init; }

    /// <summary>The tokenizer that counted.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>The chunks, where they were asked for.</summary>
    public IReadOnlyList<SegmentChunk> Chunks { get; init; } = [];

    /// <summary>The tokens of each chunk, where they were asked for.</summary>
    public IReadOnlyList<IReadOnlyList<SegmentToken>> Tokens { get; init; } = [];
}
