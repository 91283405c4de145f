using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>A growing byte buffer with the writers of the store's format: little-endian numbers, variable-length integers, texts.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes;

    public ByteBuffer(int capacity = 4096) => _bytes = new byte[capacity];

    public int Length { get; private set; }

    public int Capacity => _bytes.Length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Truncate(int length) => Length = length;

    /// <summary>Appends room for bytes and returns it; it is not cleared.</summary>
    public Span<byte> Append(int count)
    {
        if (_bytes.Length - Length < count) Grow(count);
        var span = _bytes.AsSpan(Length, count);
        Length += count;
        return span;
    }

    public void WriteByte(byte value) => Append(1)[0] = value;

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Append(4), value);

    public void WriteInt64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Append(8), value);

    public void WriteSingle(float value) => BinaryPrimitives.WriteSingleLittleEndian(Append(4), value);

    public void WriteDouble(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Append(8), value);

    public void WriteBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Append(bytes.Length));

    public void WriteFloats(ReadOnlySpan<float> values) => WriteBytes(MemoryMarshal.AsBytes(values));

    /// <summary>Seven bits a byte, least significant first, the top bit set on all but the last.</summary>
    public void WriteVarint(uint value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }
        WriteByte((byte)value);
    }

    /// <summary>The length of the text's UTF-8 form, then the form.</summary>
    /// <exception cref="System.Text.EncoderFallbackException">The text holds half of a surrogate pair.</exception>
    public void WriteText(string text)
    {
        var byteCount = StrictUtf8.Encoding.GetByteCount(text);
        WriteVarint((uint)byteCount);
        StrictUtf8.Encoding.GetBytes(text, Append(byteCount));
    }

    /// <summary>Bytes written before, to be written over.</summary>
    public Span<byte> Patch(int position, int count) => _bytes.AsSpan(0, Length).Slice(position, count);

    /// <summary>Sets an integer written before.</summary>
    public void PatchInt32(int position, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(position, 4), value);

    private void Grow(int count)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(Array.MaxLength, Math.Max((long)_bytes.Length * 2, (long)Length + count)));
        Written.CopyTo(bytes);
        _bytes = bytes;
    }
}
