namespace JinaSharp.Client.Embeddings;

/// <summary>Tells by their first bytes what files are.</summary>
internal static class MediaSignature
{
    public static bool IsPdf(ReadOnlySpan<byte> data) =>
        // Readers accept up to a kilobyte of other bytes before the header.
        data[..Math.Min(data.Length, 1024)].IndexOf("%PDF-"u8) >= 0;

    public static bool MayBeImage(ReadOnlySpan<byte> data) =>
        data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])                                    // JPEG
        || data.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47])
        || (data.Length >= 12 && data.StartsWith("RIFF"u8) && data[8..].StartsWith("WEBP"u8))
        || data.StartsWith("GIF8"u8)
        || data.StartsWith("BM"u8)
        || data.StartsWith("II*\0"u8) || data.StartsWith("MM\0*"u8)                                // TIFF
        || (data.Length >= 12 && data[4..].StartsWith("ftyp"u8));                                  // AVIF, HEIF
}
