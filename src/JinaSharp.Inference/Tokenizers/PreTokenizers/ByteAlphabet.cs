using JinaSharp.Inference.Tokenizers.Text;

namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>The printable alphabet of byte-level tokenizers: 188 bytes stand for themselves, the rest are U+0100 to U+0143.</summary>
internal static class ByteAlphabet
{
    /// <summary>What a space becomes.</summary>
    public const char Space = '\u0120';

    private static readonly char[] Letters = BuildLetters();
    private static readonly short[] Bytes = BuildBytes();

    /// <summary>The letter of a byte.</summary>
    public static char Letter(byte value) => Letters[value];

    /// <summary>The byte of a letter, or -1 when the character is not in the alphabet.</summary>
    public static int Byte(char letter) => letter < Bytes.Length ? Bytes[letter] : -1;

    /// <summary>Appends the bytes of part of a text; each keeps its character's origin.</summary>
    public static void Append(AlignedText source, int start, int length, AlignedText output)
    {
        var chars = source.Chars.Slice(start, length);
        var origins = source.Origins.Slice(start, length);
        var target = output.Reserve(length * 3, out var targetOrigins);
        var letters = Letters;
        var written = 0;
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < chars.Length;)
        {
            var unit = chars[i];
            if (unit < 0x80)
            {
                target[written] = letters[unit];
                targetOrigins[written++] = origins[i++];
                continue;
            }

            var count = Utf16.EncodeUtf8(Utf16.At(chars, i, out var width), bytes);
            for (var k = 0; k < count; k++)
            {
                target[written] = letters[bytes[k]];
                targetOrigins[written++] = origins[i];
            }

            i += width;
        }

        output.Commit(written);
    }

    private static char[] BuildLetters()
    {
        var letters = new char[256];
        var next = '\u0100';
        for (var value = 0; value < 256; value++)
            letters[value] = value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)value : next++;
        return letters;
    }

    private static short[] BuildBytes()
    {
        var bytes = new short[0x144];
        Array.Fill(bytes, (short)-1);
        for (var value = 0; value < 256; value++)
            bytes[Letters[value]] = (short)value;
        return bytes;
    }
}
