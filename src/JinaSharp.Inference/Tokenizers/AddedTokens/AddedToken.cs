namespace JinaSharp.Inference.Tokenizers.AddedTokens;

/// <summary>A token that is cut out of the text before the model sees it.</summary>
internal sealed record AddedToken
{
    public required string Content { get; init; }

    /// <summary>The id in use, which is not always the one that the file states.</summary>
    public int Id { get; init; }

    /// <summary>Only where neither neighbour is a word character.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Takes the white space before it.</summary>
    public bool StripLeft { get; init; }

    /// <summary>Takes the white space after it.</summary>
    public bool StripRight { get; init; }

    /// <summary>Looked for in the normalised text, by its normalised content.</summary>
    public bool Normalized { get; init; }

    /// <summary>Left out of decoded text, and matched only when special tokens are not read as text.</summary>
    public bool Special { get; init; }
}
