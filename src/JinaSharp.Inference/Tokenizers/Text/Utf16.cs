using System.Runtime.CompilerServices;

namespace JinaSharp.Inference.Tokenizers.Text;

/// <summary>Code points of well-formed UTF-16.</summary>
internal static class Utf16
{
    /// <summary>The code point that starts at an index, and its width in units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int At(ReadOnlySpan<char> text, int index, out int width)
    {
        int unit = text[index];
        if ((uint)(unit - 0xD800) < 0x400 && index + 1 < text.Length)
        {
            width = 2;
            return (unit << 10) + text[index + 1] - 0x35FDC00;
        }

        width = 1;
        return unit;
    }

    /// <summary>The code point that ends before an index, and its width in units.</summary>
    public static int Before(ReadOnlySpan<char> text, int index, out int width)
    {
        int unit = text[index - 1];
        if ((uint)(unit - 0xDC00) < 0x400 && index >= 2)
        {
            width = 2;
            return (text[index - 2] << 10) + unit - 0x35FDC00;
        }

        width = 1;
        return unit;
    }

    /// <summary>The number of units of a code point.</summary>
    public static int Width(int codePoint) => codePoint < 0x10000 ? 1 : 2;

    /// <summary>The number of UTF-8 bytes of a code point.</summary>
    public static int Utf8Length(int codePoint) => codePoint switch
    {
        < 0x80 => 1,
        < 0x800 => 2,
        < 0x10000 => 3,
        _ => 4,
    };

    /// <summary>Writes a code point as UTF-8 and returns the number of bytes.</summary>
    public static int EncodeUtf8(int codePoint, Span<byte> bytes)
    {
        switch (codePoint)
        {
            case < 0x80:
                bytes[0] = (byte)codePoint;
                return 1;
            case < 0x800:
                bytes[0] = (byte)(0xC0 | (codePoint >> 6));
                bytes[1] = (byte)(0x80 | (codePoint & 0x3F));
                return 2;
            case < 0x10000:
                bytes[0] = (byte)(0xE0 | (codePoint >> 12));
                bytes[1] = (byte)(0x80 | ((codePoint >> 6) & 0x3F));
                bytes[2] = (byte)(0x80 | (codePoint & 0x3F));
                return 3;
            default:
                bytes[0] = (byte)(0xF0 | (codePoint >> 18));
                bytes[1] = (byte)(0x80 | ((codePoint >> 12) & 0x3F));
                bytes[2] = (byte)(0x80 | ((codePoint >> 6) & 0x3F));
                bytes[3] = (byte)(0x80 | (codePoint & 0x3F));
                return 4;
        }
    }

    /// <summary>The number of code points.</summary>
    public static int CountCodePoints(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        foreach (var unit in text)
            if (char.IsLowSurrogate(unit))
                count--;
        return count;
    }
}
