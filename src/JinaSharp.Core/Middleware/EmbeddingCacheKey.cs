using System.Buffers.Binary;

namespace JinaSharp;

/// <summary>The key of a cached embedding: a SHA-256 of the profile, the input, and everything else that changes the vector.</summary>
/// <param name="A">Bytes 0 to 7, big-endian.</param>
/// <param name="B">Bytes 8 to 15.</param>
/// <param name="C">Bytes 16 to 23.</param>
/// <param name="D">Bytes 24 to 31.</param>
public readonly record struct EmbeddingCacheKey(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>The number of bytes of a key.</summary>
    public const int Size = 32;

    /// <summary>Reads a key.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    /// <returns>The key.</returns>
    public static EmbeddingCacheKey FromBytes(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]));

    /// <summary>Writes the key.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, A);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], B);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], C);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], D);
    }

    /// <summary>The key in hexadecimal digits.</summary>
    /// <returns>64 digits.</returns>
    public override string ToString() => $"{A:x16}{B:x16}{C:x16}{D:x16}";
}
