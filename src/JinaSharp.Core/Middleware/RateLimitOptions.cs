namespace JinaSharp;

/// <summary>Options of <see cref="RateLimitingEmbeddingGenerator{TInput, TEmbedding}"/>.</summary>
public sealed class RateLimitOptions
{
    /// <summary>The greatest number of calls a minute, at least 1.</summary>
    /// <value>The default is null: no limit.</value>
    public int? CallsPerMinute { get; set; }

    /// <summary>The greatest number of tokens a minute, at least 1; estimated before a call and put right by its usage.</summary>
    /// <value>The default is null: no limit.</value>
    public int? TokensPerMinute { get; set; }

    /// <summary>Counts the tokens before a call.</summary>
    /// <value>The default is null: one token for four bytes of UTF-8.</value>
    public ITokenCounter? TokenCounter { get; set; }

    internal RateLimitOptions Snapshot()
    {
        if (CallsPerMinute is { } calls) ArgumentOutOfRangeException.ThrowIfLessThan(calls, 1, nameof(CallsPerMinute));
        if (TokensPerMinute is { } tokens) ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1, nameof(TokensPerMinute));
        return (RateLimitOptions)MemberwiseClone();
    }
}
