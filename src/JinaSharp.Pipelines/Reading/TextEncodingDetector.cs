using System.Text;

namespace JinaSharp.Pipelines.Reading;

/// <summary>Tells text from binary, and finds its encoding: byte order mark, UTF-8, UTF-16 by its zero bytes, else Windows-1252 (Latin-1).</summary>
internal static class TextEncodingDetector
{
    private static readonly byte[][] BinarySignatures =
    [
        "%PDF-"u8.ToArray(), [0x89, .. "PNG"u8], "GIF8"u8.ToArray(), [0xff, 0xd8, 0xff], "PK\u0003\u0004"u8.ToArray(), [0x1f, 0x8b], [0x7f, .. "ELF"u8],
        "RIFF"u8.ToArray(), "OggS"u8.ToArray(), "ID3"u8.ToArray(), [0x28, 0xb5, 0x2f, 0xfd], [0xfd, .. "7zXZ"u8], "Rar!"u8.ToArray(), "SQLite format 3"u8.ToArray(),
    ];

    // Latin-1's superset for documents of the web and of Windows: 0x80..0x9f are quotes and dashes, not controls.
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252) ?? Encoding.Latin1;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <param name="head">The first bytes.</param>
    /// <param name="isWhole">Whether they are all: then a cut-off last character is an error too.</param>
    public static TextDetection Detect(ReadOnlySpan<byte> head, bool isWhole)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf])) return new TextDetection(Utf8, 3);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe, 0, 0])) return new TextDetection(new UTF32Encoding(bigEndian: false, byteOrderMark: false), 4);
        if (head.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xfe, 0xff])) return new TextDetection(new UTF32Encoding(bigEndian: true, byteOrderMark: false), 4);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe])) return new TextDetection(Encoding.Unicode, 2);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])) return new TextDetection(Encoding.BigEndianUnicode, 2);
        foreach (var signature in BinarySignatures)
            if (head.StartsWith(signature))
                return default;
        if (head.Contains((byte)0)) return new TextDetection(Utf16ByZeros(head));
        if (HasManyControls(head)) return default;
        if (Utf8Valid(head, isWhole)) return new TextDetection(Utf8);
        return IsMostlyUtf8(head) ? new TextDetection(Utf8, IsDamaged: true) : new TextDetection(Windows1252, IsFallback: true);
    }

    // Text of western scripts in UTF-16 has zeros in every second byte; no other text has any.
    private static Encoding? Utf16ByZeros(ReadOnlySpan<byte> head)
    {
        if (head.Length < 4) return null;
        int even = 0, odd = 0;
        var sample = head[..(Math.Min(head.Length, 4096) & ~1)];
        for (var i = 0; i < sample.Length; i += 2)
        {
            if (sample[i] == 0) even++;
            if (sample[i + 1] == 0) odd++;
        }
        var pairs = sample.Length / 2;
        if (odd > pairs * 0.4 && even < pairs * 0.05) return Encoding.Unicode;
        return even > pairs * 0.4 && odd < pairs * 0.05 ? Encoding.BigEndianUnicode : null;
    }

    private static bool HasManyControls(ReadOnlySpan<byte> head)
    {
        var sample = head[..Math.Min(head.Length, 8192)];
        var controls = 0;
        foreach (var value in sample)
            if (value < 0x20 && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 0x0c or 0x08 or 0x1b))
                controls++;
        return controls * 50 > sample.Length;
    }

    private static bool Utf8Valid(ReadOnlySpan<byte> head, bool isWhole)
    {
        if (System.Text.Unicode.Utf8.IsValid(head)) return true;
        if (isWhole) return false;
        // The sample may end inside a character.
        for (var cut = 1; cut <= 3 && cut < head.Length; cut++)
            if (head[^cut] >= 0xc0)
                return System.Text.Unicode.Utf8.IsValid(head[..^cut]);
        return false;
    }

    // A few broken bytes in UTF-8 are damage; Latin-1 letters by chance hardly ever form characters of several bytes.
    private static bool IsMostlyUtf8(ReadOnlySpan<byte> bytes)
    {
        int good = 0, bad = 0;
        while (!bytes.IsEmpty)
        {
            var ascii = bytes.IndexOfAnyInRange((byte)0x80, (byte)0xff);
            if (ascii < 0) break;
            bytes = bytes[ascii..];
            if (Rune.DecodeFromUtf8(bytes, out _, out var length) == System.Buffers.OperationStatus.Done) good++;
            else bad++;
            bytes = bytes[Math.Max(length, 1)..];
        }
        return good > bad * 4;
    }
}
