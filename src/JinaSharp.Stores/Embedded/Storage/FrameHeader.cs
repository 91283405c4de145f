using System.Buffers.Binary;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>The 40 bytes before a frame's payload.</summary>
/// <param name="Kind">What the frame holds.</param>
/// <param name="Sequence">The collection's version after it: one more than that of the frame before.</param>
/// <param name="AcknowledgedLength">How much of the log had been acknowledged when the frame was written.</param>
/// <param name="PayloadLength">Bytes of payload; zeros follow up to a multiple of 8.</param>
/// <param name="PayloadChecksum">The payload's checksum.</param>
internal readonly record struct FrameHeader(FrameKind Kind, long Sequence, long AcknowledgedLength, int PayloadLength, uint PayloadChecksum)
{
    public const int ByteCount = 40;

    private const uint Magic = 0x4D52464A; // "JFRM"

    /// <summary>Bytes from this frame's start to the next frame's.</summary>
    public long FrameLength => ByteCount + (((long)PayloadLength + 7) & ~7L);

    public void Write(Span<byte> bytes, uint seed)
    {
        bytes[..ByteCount].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], (ushort)Kind);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], AcknowledgedLength);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], PayloadLength);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[32..], PayloadChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[36..], Checksum.Compute(bytes[..36], seed));
    }

    /// <summary>Reads a header; the seed ties it to its log, so that bytes of another log are never taken for it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, uint seed, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < ByteCount || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]) != Checksum.Compute(bytes[..36], seed))
            return false;
        header = new FrameHeader(
            (FrameKind)BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[32..]));
        return header.PayloadLength >= 0;
    }
}
