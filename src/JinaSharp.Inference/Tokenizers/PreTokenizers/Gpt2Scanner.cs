using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>
/// Splits as GPT-2's pattern does:
/// <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>.
/// </summary>
internal static class Gpt2Scanner
{
    private const CharClass Kinds = CharClass.WhiteSpace | CharClass.Letter | CharClass.Number;

    /// <summary>Emits the parts of a text from an index on.</summary>
    public static void Split(ReadOnlySpan<char> chars, int start, PreTokenizedText text)
    {
        for (var i = start; i < chars.Length;)
        {
            var end = End(chars, i);
            text.Emit(i, end - i);
            i = end;
        }
    }

    private static int End(ReadOnlySpan<char> chars, int start)
    {
        if (chars[start] == '\'' && ContractionLength(chars[(start + 1)..]) is var length and > 0)
            return start + 1 + length;
        var first = chars[start] == ' ' ? start + 1 : start;
        if (first < chars.Length)
        {
            var kind = CharClasses.Of(Utf16.At(chars, first, out var width)) & Kinds;
            if (kind != CharClass.WhiteSpace)
                return Scanning.EndOfRun(chars, first + width, kind);
        }

        return Scanning.EndOfWhiteSpace(chars, start);
    }

    private static int ContractionLength(ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty)
            return 0;
        return rest[0] switch
        {
            's' or 't' or 'm' or 'd' => 1,
            'r' or 'v' when rest.Length > 1 && rest[1] == 'e' => 2,
            'l' when rest.Length > 1 && rest[1] == 'l' => 2,
            _ => 0,
        };
    }
}
