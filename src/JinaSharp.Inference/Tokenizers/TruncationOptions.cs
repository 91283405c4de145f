namespace JinaSharp.Inference;

/// <summary>How token sequences are cut to a length.</summary>
public sealed record TruncationOptions
{
    /// <summary>The most tokens an encoding may have, special tokens included.</summary>
    /// <value>There is no default.</value>
    public required int MaxLength { get; init; }

    /// <summary>Which text of a pair gives way.</summary>
    /// <value>The default is <see cref="TruncationStrategy.LongestFirst"/>.</value>
    public TruncationStrategy Strategy { get; init; }

    /// <summary>How many tokens an overflow window shares with the one before it.</summary>
    /// <value>The default is 0.</value>
    public int Stride { get; init; }

    /// <summary>The side that tokens are cut from.</summary>
    /// <value>The default is <see cref="TokenSide.Right"/>.</value>
    public TokenSide Side { get; init; }
}
