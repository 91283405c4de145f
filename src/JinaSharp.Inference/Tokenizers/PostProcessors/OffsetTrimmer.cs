using JinaSharp.Inference.Tokenizers.PreTokenizers;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.PostProcessors;

/// <summary>Takes leading and trailing spaces out of token spans.</summary>
internal static class OffsetTrimmer
{
    /// <summary>The spaces at the start of a token's text.</summary>
    public static int Leading(ReadOnlySpan<char> token)
    {
        var count = 0;
        while (count < token.Length && IsSpace(token[count]))
            count++;
        return count;
    }

    /// <summary>The spaces at the end of a token's text.</summary>
    public static int Trailing(ReadOnlySpan<char> token)
    {
        var count = 0;
        while (count < token.Length && IsSpace(token[token.Length - 1 - count]))
            count++;
        return count;
    }

    /// <summary>Trims a span of a text whose token text is given.</summary>
    public static TokenSpan Trim(TokenSpan span, ReadOnlySpan<char> token, ReadOnlySpan<char> text, bool isFirst, bool addPrefixSpace)
    {
        var leading = Leading(token);
        var trailing = Trailing(token);
        if (leading == 1 && addPrefixSpace && (isFirst || span.Start == 0))
            leading = 0; // the space that the tokenizer put there itself
        var (start, end) = (span.Start, span.End);
        for (; leading > 0 && start < end; leading--)
            start += char.IsHighSurrogate(text[start]) && start + 1 < end ? 2 : 1;
        for (; trailing > 0 && end > start; trailing--)
            end -= char.IsLowSurrogate(text[end - 1]) && end - 1 > start ? 2 : 1;
        return new TokenSpan(start, end - start);
    }

    private static bool IsSpace(char unit) => unit == ByteAlphabet.Space || CharClasses.IsWhiteSpace(unit);
}
