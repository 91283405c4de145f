namespace JinaSharp.Pipelines.Chunking;

/// <summary>The sizes of <see cref="ChunkingOptions"/>, checked and completed.</summary>
internal sealed record ChunkLimits(int MaxTokens, int MinTokens, int OverlapTokens, int MaxCharacters)
{
    /// <summary>No tokenizer needs this many characters a token on average over a chunk, but hostile texts do.</summary>
    private const int MaxCharactersPerToken = 16;

    public static ChunkLimits From(ChunkingOptions options)
    {
        options.Validate();
        // A chunk must go beyond what it shares with the one before, or there would be no end of them.
        var least = Math.Max(options.MinTokens ?? Math.Max(options.MaxTokens / 4, 1), options.OverlapTokens + 1);
        return new ChunkLimits(options.MaxTokens, least, options.OverlapTokens, options.MaxTokens * MaxCharactersPerToken);
    }
}
