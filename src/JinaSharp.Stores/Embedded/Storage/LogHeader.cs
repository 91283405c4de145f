using System.Buffers.Binary;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>The first 64 bytes of a log.</summary>
/// <param name="Collection">The collection's own id: a log of another collection is refused.</param>
/// <param name="Number">The log's number.</param>
/// <param name="FirstSequence">The collection's version before the log's first frame.</param>
internal readonly record struct LogHeader(Guid Collection, long Number, long FirstSequence)
{
    public const int ByteCount = 64;

    private static ReadOnlySpan<byte> Magic => "JINALOG\0"u8;

    /// <summary>The version of the format that it was written by. It does not change while the log is appended to: the checksums of the frames depend on it.</summary>
    public int Version { get; init; } = StoreFormat.Version;

    /// <summary>What the checksums of the log's frames start from.</summary>
    public uint Seed
    {
        get
        {
            Span<byte> bytes = stackalloc byte[ByteCount];
            Write(bytes);
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes[60..]);
        }
    }

    public void Write(Span<byte> bytes)
    {
        bytes[..ByteCount].Clear();
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Version);
        Collection.TryWriteBytes(bytes[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[32..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[40..], FirstSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[60..], Checksum.Compute(bytes[..60]));
    }

    /// <summary>Reads a header.</summary>
    /// <exception cref="DamagedStoreException">It is not one, is damaged, or is of a later version.</exception>
    public static LogHeader Read(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length < ByteCount) throw new DamagedStoreException(file, 0, $"the file has {bytes.Length} bytes; a log starts with {ByteCount}.");
        if (!bytes[..8].SequenceEqual(Magic)) throw new DamagedStoreException(file, 0, "it does not start as a log does.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[60..]) != Checksum.Compute(bytes[..60])) throw new DamagedStoreException(file, 0, "the checksum of its header is wrong.");
        StoreFormat.RequireVersion(version, file);
        return new LogHeader(new Guid(bytes.Slice(16, 16)), BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[40..])) { Version = version };
    }
}
