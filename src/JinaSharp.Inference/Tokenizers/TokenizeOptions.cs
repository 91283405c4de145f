namespace JinaSharp.Inference;

/// <summary>How a text is encoded.</summary>
public sealed record TokenizeOptions
{
    /// <summary>The defaults.</summary>
    public static TokenizeOptions Default { get; } = new();

    /// <summary>Whether the tokens that the model expects around texts are added.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>Whether text that spells a special token is read as plain text.</summary>
    /// <value>The default is <see langword="false"/>: it becomes that token, as in every other implementation.</value>
    public bool SpecialTokensAsText { get; init; }

    /// <summary>Cuts to a length.</summary>
    /// <value>The default, null, cuts nothing, whatever the tokenizer's file says.</value>
    public TruncationOptions? Truncation { get; init; }

    /// <summary>Fills up to a length.</summary>
    /// <value>The default, null, adds nothing, whatever the tokenizer's file says.</value>
    public PaddingOptions? Padding { get; init; }
}
