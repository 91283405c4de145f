using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Normalizers;

/// <summary>NFC, NFD, NFKC and NFKD. Only the stretches that are not already in the form are normalised.</summary>
internal sealed class NormalFormNormalizer(NormalForm form) : Normalizer
{
    // Nothing below is affected: by decomposition from U+00A0 (NFKC, NFKD), U+00C0 (NFD) on, by composition from U+0300 on.
    private readonly char _firstAffected = form switch
    {
        NormalForm.Nfc => '\u0300',
        NormalForm.Nfd => '\u00C0',
        _ => '\u00A0',
    };

    public override bool Apply(AlignedText input, AlignedText output, NormalizationBuffer buffer)
    {
        var chars = input.Chars;
        var copied = 0;
        for (var i = 0; ;)
        {
            var unstable = NextUnstable(chars, i);
            if (unstable < 0)
                break;

            // The character before may compose with what follows; an inert character after ends the stretch.
            var start = unstable;
            if (start > copied)
            {
                Utf16.Before(chars, start, out var before);
                start -= before;
            }

            var end = unstable;
            while (end < chars.Length)
            {
                var codePoint = Utf16.At(chars, end, out var width);
                if (end > unstable && NormalizationTables.Instance.IsInert(codePoint, form))
                    break;
                end += width;
            }

            output.Append(input, copied, start - copied);
            buffer.Normalize(input, start, end, form, output);
            copied = i = end;
        }

        if (copied == 0)
            return false;
        output.Append(input, copied, chars.Length - copied);
        return true;
    }

    private int NextUnstable(ReadOnlySpan<char> chars, int start)
    {
        while (start < chars.Length)
        {
            var skip = chars[start..].IndexOfAnyExceptInRange('\0', (char)(_firstAffected - 1));
            if (skip < 0)
                return -1;
            start += skip;
            var tables = NormalizationTables.Instance;
            while (start < chars.Length && chars[start] >= _firstAffected)
            {
                var codePoint = Utf16.At(chars, start, out var width);
                if (!tables.IsInert(codePoint, form))
                    return start;
                start += width;
            }
        }

        return -1;
    }
}
