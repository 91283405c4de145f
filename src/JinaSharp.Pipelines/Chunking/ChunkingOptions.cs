namespace JinaSharp.Pipelines;

/// <summary>How texts are cut into chunks.</summary>
public sealed class ChunkingOptions
{
    /// <summary>The default of <see cref="MaxTokens"/>.</summary>
    public const int DefaultMaxTokens = 320;

    /// <summary>The largest number of tokens of a chunk.</summary>
    /// <value>The default is 320.</value>
    public int MaxTokens { get; set; } = DefaultMaxTokens;

    /// <summary>How many tokens a chunk shares with the one before it. Chunks end with paragraphs and sentences, so none are needed to keep a thought whole.</summary>
    /// <value>The default is 0.</value>
    public int OverlapTokens { get; set; }

    /// <summary>The number of tokens before which no chunk ends unless the text does, so that short paragraphs are kept together.</summary>
    /// <value>The default is null: a quarter of <see cref="MaxTokens"/>, but more than <see cref="OverlapTokens"/>.</value>
    public int? MinTokens { get; set; }

    /// <summary>Checks that the numbers fit each other.</summary>
    /// <exception cref="ArgumentException">They do not; the message says how they must.</exception>
    public void Validate()
    {
        if (MaxTokens < 1) throw new ArgumentException($"A chunk's largest size must be at least 1 token; found {MaxTokens}.");
        if (OverlapTokens < 0 || OverlapTokens >= MaxTokens)
            throw new ArgumentException($"The overlap must be from 0 to less than the chunk size, {MaxTokens}; found {OverlapTokens}.");
        if (MinTokens is { } least && (least < 1 || least > MaxTokens))
            throw new ArgumentException($"A chunk's least size must be from 1 to the chunk size, {MaxTokens}; found {least}.");
    }
}
