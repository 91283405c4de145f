using System.Buffers.Binary;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Reads what <see cref="ByteBuffer"/> wrote. Runs out with <see cref="FormatException"/>, never past the end.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    public readonly ReadOnlySpan<byte> Rest => _bytes[Position..];

    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)Remaining) ThrowEnd(count);
        var span = _bytes.Slice(Position, count);
        Position += count;
        return span;
    }

    public byte TakeByte() => Take(1)[0];

    public int TakeInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long TakeInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public float TakeSingle() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public uint TakeVarint()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = TakeByte();
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw new FormatException("A variable-length integer is longer than five bytes.");
    }

    /// <summary>A length and that many bytes.</summary>
    public ReadOnlySpan<byte> TakeBlock() => Take(checked((int)TakeVarint()));

    /// <summary>A length + 1 and that many bytes; false for 0, which stands for nothing.</summary>
    public bool TakeOptionalBlock(out ReadOnlySpan<byte> block)
    {
        var length = TakeVarint();
        block = length == 0 ? default : Take(checked((int)(length - 1)));
        return length != 0;
    }

    private readonly void ThrowEnd(int count) => throw new FormatException($"Expected {count} more bytes; found {Remaining}.");
}
