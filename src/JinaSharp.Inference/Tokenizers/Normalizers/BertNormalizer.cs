using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Normalizers;

/// <summary>BERT's four steps in their fixed order: clean, space out ideographs, strip accents (through NFD), lowercase.</summary>
internal sealed class BertNormalizer(bool cleanText, bool handleIdeographs, bool stripAccents, bool lowercase) : Normalizer
{
    private const int ReplacementCharacter = 0xFFFD;

    public override bool Apply(AlignedText input, AlignedText output, NormalizationBuffer buffer)
    {
        var chars = input.Chars;
        var origins = input.Origins;
        for (var i = 0; i < chars.Length;)
        {
            if (chars[i] < 0x80)
            {
                AppendAscii(chars[i], origins[i], output);
                i++;
                continue;
            }

            // Decomposition never crosses an ASCII character, so each stretch between them can be treated alone.
            var length = chars[i..].IndexOfAnyInRange('\0', '\x7F');
            var end = length < 0 ? chars.Length : i + length;
            if (stripAccents && NeedsDecomposition(chars[i..end]))
                AppendDecomposed(input, i, end, output, buffer);
            else
                AppendStretch(chars[..end], origins, i, output);
            i = end;
        }

        return true;
    }

    private static bool NeedsDecomposition(ReadOnlySpan<char> text)
    {
        var tables = NormalizationTables.Instance;
        for (var i = 0; i < text.Length;)
        {
            var codePoint = Utf16.At(text, i, out var width);
            if (!tables.IsInert(codePoint, NormalForm.Nfd))
                return true;
            i += width;
        }

        return false;
    }

    private void AppendAscii(char unit, int origin, AlignedText output)
    {
        if (unit > ' ' && unit != '\x7F')
        {
            output.Append(lowercase && (uint)(unit - 'A') < 26 ? (char)(unit | 0x20) : unit, origin);
        }
        else if (!cleanText || unit == ' ')
        {
            output.Append(unit, origin);
        }
        else if (unit is '\t' or '\n' or '\r')
        {
            output.Append(' ', origin);
        }
    }

    private void AppendStretch(ReadOnlySpan<char> chars, ReadOnlySpan<int> origins, int start, AlignedText output)
    {
        for (var i = start; i < chars.Length;)
        {
            var codePoint = Utf16.At(chars, i, out var width);
            Clean(codePoint, origins[i], output, finish: true);
            i += width;
        }
    }

    private void AppendDecomposed(AlignedText input, int start, int end, AlignedText output, NormalizationBuffer buffer)
    {
        var chars = input.Chars[..end];
        var cleaned = buffer.Cleaned;
        var decomposed = buffer.Decomposed;
        cleaned.Clear();
        decomposed.Clear();
        for (var i = start; i < end;)
        {
            var codePoint = Utf16.At(chars, i, out var width);
            Clean(codePoint, input.Origins[i], cleaned, finish: false);
            i += width;
        }

        buffer.Normalize(cleaned, 0, cleaned.Length, NormalForm.Nfd, decomposed);
        for (var i = 0; i < decomposed.Length;)
        {
            var codePoint = Utf16.At(decomposed.Chars, i, out var width);
            Finish(codePoint, decomposed.Origins[i], output);
            i += width;
        }
    }

    // The first two steps; with 'finish' also the last two, for code points that have no decomposition.
    private void Clean(int codePoint, int origin, AlignedText output, bool finish)
    {
        var classes = CharClasses.Of(codePoint);
        if (cleanText)
        {
            if (codePoint == ReplacementCharacter || (classes & CharClass.BertDeleted) != 0)
                return;
            if ((classes & CharClass.WhiteSpace) != 0)
                codePoint = ' ';
        }

        var spaced = handleIdeographs && (classes & CharClass.Ideograph) != 0;
        if (spaced)
            output.Append(' ', origin);
        if (finish)
            Finish(codePoint, origin, output);
        else
            output.AppendCodePoint(codePoint, origin);
        if (spaced)
            output.Append(' ', origin);
    }

    private void Finish(int codePoint, int origin, AlignedText output)
    {
        if (stripAccents && CharClasses.Is(codePoint, CharClass.BertMark))
            return;
        if (lowercase)
            Lowercase.Append(codePoint, output, origin);
        else
            output.AppendCodePoint(codePoint, origin);
    }
}
