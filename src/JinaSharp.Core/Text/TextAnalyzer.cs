namespace JinaSharp;

/// <summary>Splits text of any language, and source code, into folded tokens for lexical matching.</summary>
/// <remarks>
/// <para>The rules, which need no language to be known:</para>
/// <list type="bullet">
/// <item>A run of letters and digits is a word. Case, accents, vowel points, width and compatibility forms are folded away (<c>Straße</c> and
/// <c>STRASSE</c>, <c>café</c> and <c>CAFE</c> are equal); digits of every script become ASCII digits.</item>
/// <item>An identifier gives one token for the whole and one for each part: <c>getUserName</c> and <c>get_user_name</c> both give
/// <c>getusername</c>, <c>get</c>, <c>user</c>, <c>name</c>. So does a number with separators: <c>1,000</c> gives <c>1000</c>, <c>1</c>, <c>000</c>.
/// A single letter keeps a following <c>#</c> or <c>++</c>.</item>
/// <item>Scripts without spaces (Han, kana, Thai, Lao, Khmer, Myanmar) and Hangul give overlapping pairs of letters; each Han ideograph is a token of
/// its own as well.</item>
/// <item>A word longer than <see cref="MaxTokenLength"/> folded characters is cut into pieces of that length.</item>
/// </list>
/// <para>Nothing is allocated. The result depends on the text alone: not on culture, operating system or processor.</para>
/// </remarks>
/// <example>
/// <code>
/// foreach (var token in TextAnalyzer.Enumerate("Straßenbahn fahren"))
///     Console.WriteLine($"{token.Start}+{token.Length}: {token.Hash:x16}");
/// </code>
/// </example>
public static class TextAnalyzer
{
    /// <summary>The greatest number of folded characters of a token.</summary>
    public const int MaxTokenLength = 64;

    /// <summary>The tokens of a text, in order of their start; a whole identifier comes before its parts.</summary>
    /// <param name="text">The text.</param>
    /// <returns>An enumerator to use with <see langword="foreach"/>.</returns>
    public static TextTokenEnumerator Enumerate(ReadOnlySpan<char> text) => new(text);
}
