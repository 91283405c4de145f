namespace JinaSharp;

/// <summary>Options of <see cref="BatchingEmbeddingGenerator{TInput, TEmbedding}"/>.</summary>
public sealed class BatchingOptions
{
    /// <summary>The greatest number of inputs of one inner call, at least 1.</summary>
    /// <value>The default is 128.</value>
    public int MaxItems { get; set; } = 128;

    /// <summary>The greatest number of tokens of one inner call, estimated; a longer input goes alone.</summary>
    /// <value>The default is null: no limit.</value>
    public int? MaxTokens { get; set; }

    /// <summary>Counts the tokens for <see cref="MaxTokens"/>.</summary>
    /// <value>The default is null: one token for four bytes of UTF-8.</value>
    public ITokenCounter? TokenCounter { get; set; }

    /// <summary>The greatest number of inner calls at a time, at least 1.</summary>
    /// <value>The default is 1.</value>
    public int MaxConcurrency { get; set; } = 1;

    internal BatchingOptions Snapshot()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxItems, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxConcurrency, 1);
        if (MaxTokens is { } tokens) ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1, nameof(MaxTokens));
        return (BatchingOptions)MemberwiseClone();
    }
}
