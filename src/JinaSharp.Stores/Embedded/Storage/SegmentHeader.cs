using System.Buffers.Binary;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>The first 4096 bytes of a segment file, of which 96 are used.</summary>
/// <param name="Collection">The collection's own id.</param>
/// <param name="Number">The segment's number.</param>
/// <param name="RowCount">The number of rows.</param>
/// <param name="TableOffset">The place of the table: section entries, then the checksum of each block.</param>
/// <param name="SectionCount">The number of sections.</param>
/// <param name="TableChecksum">The table's checksum.</param>
/// <param name="BlockBytes">Bytes of a block, a power of two: each has a checksum of its own, checked before its first use.</param>
internal readonly record struct SegmentHeader(Guid Collection, long Number, int RowCount, long TableOffset, int SectionCount, uint TableChecksum, int BlockBytes)
{
    public const int ByteCount = 4096;

    /// <summary>Bytes of a block in files made now: small, because the first look at a row reads its whole block.</summary>
    public const int NewBlockBytes = 1 << 16;

    // Versions 1 and 2 do not say it.
    private const int OldBlockBytes = 1 << 20;
    private const int MaxBlockBytes = 1 << 30;

    private const int UsedBytes = 96;

    private static ReadOnlySpan<byte> Magic => "JINASEG\0"u8;

    public int BlockCount => checked((int)((TableOffset - ByteCount + BlockBytes - 1) / BlockBytes));

    public long TableLength => (SectionCount * (long)Section.EntryBytes) + (BlockCount * 4L);

    public void Write(Span<byte> bytes)
    {
        bytes[..ByteCount].Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], StoreFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], RowCount);
        Collection.TryWriteBytes(bytes[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], TableOffset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[48..], SectionCount);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[52..], TableChecksum);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[56..], BlockBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[(UsedBytes - 4)..], Checksum.Compute(bytes[..(UsedBytes - 4)]));
    }

    /// <exception cref="VectorStoreException">It is not one, is damaged, or of another version.</exception>
    public static SegmentHeader Read(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length < UsedBytes) throw new DamagedStoreException(file, 0, $"the file has {bytes.Length} bytes; a segment starts with {ByteCount}.");
        if (!bytes[..8].SequenceEqual(Magic)) throw new DamagedStoreException(file, 0, "it does not start as a segment does.");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[(UsedBytes - 4)..]) != Checksum.Compute(bytes[..(UsedBytes - 4)])) throw new DamagedStoreException(file, 0, "the checksum of its header is wrong.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        StoreFormat.RequireVersion(version, file);
        var blockBytes = version < 3 ? OldBlockBytes : BinaryPrimitives.ReadInt32LittleEndian(bytes[56..]);
        if (blockBytes is < ByteCount or > MaxBlockBytes || !System.Numerics.BitOperations.IsPow2(blockBytes))
            throw new DamagedStoreException(file, 56, $"its blocks have {blockBytes} bytes; expected a power of two from {ByteCount} to {MaxBlockBytes}.");
        return new SegmentHeader(
            new Guid(bytes.Slice(16, 16)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[48..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[52..]),
            blockBytes);
    }
}
