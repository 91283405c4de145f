using System.Buffers.Binary;
using System.Numerics;

namespace JinaSharp.Middleware;

/// <summary>A record of a cache file: a header of 48 bytes with checksums of itself and of the entry, then the entry.</summary>
/// <remarks>
/// Header, little-endian: magic (4), length of the entry (4), key (32), CRC-32C of the entry (4), CRC-32C of the 44 bytes before (4).
/// A record that was half written, or damaged later, fails a checksum and counts as not there.
/// </remarks>
internal static class CacheRecord
{
    public const int HeaderSize = 48;

    /// <summary>The greatest length of an entry; a longer one is not kept.</summary>
    public const int MaxEntryLength = 64 << 20;

    private const uint Magic = 0x3143454A; // "JEC1"

    public static void Write(Span<byte> destination, EmbeddingCacheKey key, ReadOnlySpan<byte> entry)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], entry.Length);
        key.WriteTo(destination[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[40..], Checksum(entry));
        BinaryPrimitives.WriteUInt32LittleEndian(destination[44..], Checksum(destination[..44]));
        entry.CopyTo(destination[HeaderSize..]);
    }

    /// <summary>Reads a header; false when it is not whole.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> header, out EmbeddingCacheKey key, out int length)
    {
        key = default;
        length = 0;
        if (header.Length < HeaderSize || BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(header[44..]) != Checksum(header[..44])) return false;
        length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        key = EmbeddingCacheKey.FromBytes(header[8..]);
        return length is >= 0 and <= MaxEntryLength;
    }

    /// <summary>Whether header and entry belong together and to the key.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> record, EmbeddingCacheKey expected) =>
        TryReadHeader(record, out var key, out var length) && key == expected && record.Length == HeaderSize + length
        && BinaryPrimitives.ReadUInt32LittleEndian(record[40..]) == Checksum(record[HeaderSize..]);

    // CRC-32C (Castagnoli).
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
