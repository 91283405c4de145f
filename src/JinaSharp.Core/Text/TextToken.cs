namespace JinaSharp;

/// <summary>One token of a text: a hash of its folded form, and its place.</summary>
/// <param name="Hash">A hash of the folded form alone: equal for equal folded forms, whatever the kind, on every machine.</param>
/// <param name="Start">The first UTF-16 code unit in the text.</param>
/// <param name="Length">The number of code units in the text.</param>
/// <param name="Kind">What the token is.</param>
public readonly record struct TextToken(ulong Hash, int Start, int Length, TextTokenKind Kind)
{
    /// <summary>The position after the last code unit.</summary>
    public int End => Start + Length;
}
