using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>
/// Splits as the patterns of Qwen (numbers one digit at a time) and Llama 3 (up to three) do:
/// <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,D}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</c>.
/// </summary>
internal static class ModernScanner
{
    private const CharClass Kinds = CharClass.WhiteSpace | CharClass.Letter | CharClass.Number;
    private const char LongS = '\u017F'; // its case folding is s

    /// <summary>Emits the parts of a text from an index on.</summary>
    public static void Split(ReadOnlySpan<char> chars, int start, int digits, PreTokenizedText text)
    {
        for (var i = start; i < chars.Length;)
        {
            var end = End(chars, i, digits);
            text.Emit(i, end - i);
            i = end;
        }
    }

    private static int End(ReadOnlySpan<char> chars, int start, int digits)
    {
        var first = chars[start];
        if (first == '\'' && ContractionLength(chars[(start + 1)..]) is var length and > 0)
            return start + 1 + length;

        var kind = CharClasses.Of(Utf16.At(chars, start, out var width)) & Kinds;
        var next = start + width;
        if (kind == CharClass.Letter)
            return Scanning.EndOfRun(chars, next, CharClass.Letter);
        if (kind == CharClass.Number)
            return EndOfDigits(chars, next, digits - 1);
        if (first is not ('\r' or '\n') && next < chars.Length &&
            (CharClasses.Of(Utf16.At(chars, next, out var nextWidth)) & Kinds) == CharClass.Letter)
            return Scanning.EndOfRun(chars, next + nextWidth, CharClass.Letter);

        var visible = first == ' ' ? next : start;
        if (visible < chars.Length && (CharClasses.Of(Utf16.At(chars, visible, out _)) & Kinds) == 0)
            return EndOfLineBreaks(chars, Scanning.EndOfRun(chars, visible, 0));
        return EndOfWhiteSpace(chars, start);
    }

    private static int ContractionLength(ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty)
            return 0;
        return (char)(rest[0] | 0x20) switch
        {
            's' or 't' or 'm' or 'd' when rest[0] < 0x80 => 1,
            'r' or 'v' when rest[0] < 0x80 && rest.Length > 1 && rest[1] is 'e' or 'E' => 2,
            'l' when rest[0] < 0x80 && rest.Length > 1 && rest[1] is 'l' or 'L' => 2,
            _ => rest[0] == LongS ? 1 : 0,
        };
    }

    private static int EndOfDigits(ReadOnlySpan<char> chars, int index, int more)
    {
        for (; more > 0 && index < chars.Length; more--)
        {
            if (!CharClasses.Is(Utf16.At(chars, index, out var width), CharClass.Number))
                break;
            index += width;
        }

        return index;
    }

    private static int EndOfLineBreaks(ReadOnlySpan<char> chars, int index)
    {
        while (index < chars.Length && chars[index] is '\r' or '\n')
            index++;
        return index;
    }

    private static int EndOfWhiteSpace(ReadOnlySpan<char> chars, int start)
    {
        var end = Scanning.EndOfRun(chars, start, CharClass.WhiteSpace);
        var lastBreak = chars[start..end].LastIndexOfAny('\r', '\n');
        if (lastBreak >= 0)
            return start + lastBreak + 1;
        return end < chars.Length && end - start > 1 ? end - 1 : end;
    }
}
