using System.Buffers.Binary;
using System.Security.Cryptography;

namespace JinaSharp.Pipelines.Ingestion;

/// <summary>What a file holds, in 128 bits of its SHA-256.</summary>
internal readonly record struct ContentHash(ulong High, ulong Low)
{
    public static ContentHash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return From(hash);
    }

    public static ContentHash From(ReadOnlySpan<byte> sha256) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(sha256), BinaryPrimitives.ReadUInt64BigEndian(sha256[8..]));

    public static ContentHash Parse(string text) =>
        text.Length == 32 && ulong.TryParse(text.AsSpan(0, 16), System.Globalization.NumberStyles.HexNumber, null, out var high)
        && ulong.TryParse(text.AsSpan(16), System.Globalization.NumberStyles.HexNumber, null, out var low)
            ? new ContentHash(high, low)
            : default;

    public override string ToString() => $"{High:x16}{Low:x16}";
}
