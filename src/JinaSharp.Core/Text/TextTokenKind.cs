namespace JinaSharp;

/// <summary>What a token of <see cref="TextAnalyzer"/> is.</summary>
public enum TextTokenKind : byte
{
    /// <summary>A word, a number, or a whole identifier without its underscores.</summary>
    Word = 0,

    /// <summary>One part of the identifier or number that was the last <see cref="Word"/>: <c>user</c> of <c>getUserName</c>.</summary>
    Part,

    /// <summary>One Han ideograph, or a letter of another script without spaces that stands alone.</summary>
    Character,

    /// <summary>Two neighbouring letters of a script without spaces (Han, kana, Hangul, Thai, Lao, Khmer, Myanmar).</summary>
    Bigram,

    /// <summary>A pictograph, such as an emoji.</summary>
    Symbol,
}
