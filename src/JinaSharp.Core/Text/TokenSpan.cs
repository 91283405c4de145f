namespace JinaSharp;

/// <summary>The place of one token in a text, in UTF-16 code units.</summary>
/// <param name="Start">The first code unit.</param>
/// <param name="Length">The number of code units.</param>
public readonly record struct TokenSpan(int Start, int Length)
{
    /// <summary>The position after the last code unit.</summary>
    public int End => Start + Length;
}
