using System.Globalization;
using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Normalizers;

/// <summary>
/// Rewrites by a <see cref="Charsmap"/>: a grapheme cluster of less than six UTF-8 bytes whole when it has a rule, else its characters
/// one by one.
/// </summary>
internal sealed class PrecompiledNormalizer : Normalizer
{
    private const int LargestClusterBytes = 5;
    private const int TabledCodePoints = 0x30000;

    private readonly Charsmap _charsmap;
    private readonly List<string> _replacements = [""];
    private readonly CodePointMap _single = new(); // index into _replacements of characters that have a rule of their own, else 0

    public PrecompiledNormalizer(Charsmap charsmap)
    {
        _charsmap = charsmap;
        Span<byte> bytes = stackalloc byte[4];
        for (var codePoint = 1; codePoint < TabledCodePoints; codePoint++)
        {
            if (codePoint is >= 0xD800 and < 0xE000)
                continue;
            if (charsmap.Find(bytes[..Utf16.EncodeUtf8(codePoint, bytes)]) is not { } replacement || _replacements.Count == ushort.MaxValue)
                continue;
            _replacements.Add(replacement);
            _single[codePoint] = (ushort)(_replacements.Count - 1);
        }
    }

    public override bool Apply(AlignedText input, AlignedText output, NormalizationBuffer buffer)
    {
        var chars = input.Chars;
        var origins = input.Origins;
        var copied = 0;
        for (var i = 0; i < chars.Length;)
        {
            var codePoint = Utf16.At(chars, i, out var width);
            if (!EndsCluster(chars, codePoint, i + width))
            {
                var length = StringInfo.GetNextTextElementLength(chars[i..]);
                if (length > width)
                {
                    output.Append(input, copied, i - copied);
                    AppendCluster(input, i, length, output);
                    copied = i += length;
                    continue;
                }
            }

            if (Rule(codePoint) is { } replacement)
            {
                output.Append(input, copied, i - copied);
                output.Append(replacement, origins[i]);
                copied = i + width;
            }

            i += width;
        }

        if (copied == 0)
            return false;
        output.Append(input, copied, chars.Length - copied);
        return true;
    }

    private string? Rule(int codePoint)
    {
        if (codePoint < TabledCodePoints)
            return _single[codePoint] is var rule and not 0 ? _replacements[rule] : null;
        Span<byte> bytes = stackalloc byte[4];
        return _charsmap.Find(bytes[..Utf16.EncodeUtf8(codePoint, bytes)]);
    }

    // Whether a cluster certainly ends after this character: the next one is plain too, or both are ASCII and not CR LF.
    private static bool EndsCluster(ReadOnlySpan<char> chars, int codePoint, int next)
    {
        if (next >= chars.Length)
            return true;
        if (codePoint < 0x80 && chars[next] < 0x80)
            return codePoint != '\r' || chars[next] != '\n';
        return ClusterBreaks.IsPlain(codePoint) && ClusterBreaks.IsPlain(Utf16.At(chars, next, out _));
    }

    private void AppendCluster(AlignedText input, int start, int length, AlignedText output)
    {
        var cluster = input.Chars.Slice(start, length);
        Span<byte> bytes = stackalloc byte[LargestClusterBytes + 4];
        var byteCount = 0;
        for (var i = 0; i < length && byteCount <= LargestClusterBytes;)
        {
            var codePoint = Utf16.At(cluster, i, out var width);
            byteCount += Utf16.EncodeUtf8(codePoint, bytes[byteCount..]);
            i += width;
        }

        if (byteCount <= LargestClusterBytes && _charsmap.Find(bytes[..byteCount]) is { } whole)
        {
            AppendPairwise(whole, input, start, length, output);
            return;
        }

        for (var i = 0; i < length;)
        {
            var codePoint = Utf16.At(cluster, i, out var width);
            if (Rule(codePoint) is { } replacement)
                output.Append(replacement, input.Origins[start + i]);
            else
                output.Append(input, start + i, width);
            i += width;
        }
    }

    // The replacement's characters take the cluster's pairwise; surplus new ones share the last.
    private static void AppendPairwise(string replacement, AlignedText input, int start, int length, AlignedText output)
    {
        var old = start;
        for (var i = 0; i < replacement.Length;)
        {
            var codePoint = Utf16.At(replacement, i, out var width);
            output.AppendCodePoint(codePoint, input.Origins[old]);
            Utf16.At(input.Chars, old, out var oldWidth);
            if (old + oldWidth < start + length)
                old += oldWidth;
            i += width;
        }
    }
}
