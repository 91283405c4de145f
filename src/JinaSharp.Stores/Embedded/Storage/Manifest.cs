using System.Buffers.Binary;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Which segments and which log make up a collection, and which rows of the segments are gone. Replaced whole.</summary>
internal sealed record Manifest
{
    private const int HeaderBytes = 72;

    public required Guid Collection { get; init; }

    /// <summary>The log that follows the segments.</summary>
    public required long LogNumber { get; init; }

    /// <summary>The number for the next segment.</summary>
    public required long NextSegment { get; init; }

    /// <summary>Live records and the words of their texts, of the segments alone.</summary>
    public long LiveCount { get; init; }

    public long WordCount { get; init; }

    public IReadOnlyList<ManifestEntry> Segments { get; init; } = [];

    private static ReadOnlySpan<byte> Magic => "JINAMAN\0"u8;

    /// <summary>The manifest of a collection that was never sealed.</summary>
    public static Manifest Initial(Guid collection) => new() { Collection = collection, LogNumber = 1, NextSegment = 1 };

    public byte[] ToBytes()
    {
        var buffer = new ByteBuffer();
        buffer.WriteBytes(Magic);
        buffer.WriteInt32(StoreFormat.Version);
        buffer.WriteInt32(Segments.Count);
        Collection.TryWriteBytes(buffer.Append(16));
        buffer.WriteInt64(LogNumber);
        buffer.WriteInt64(NextSegment);
        buffer.WriteInt64(LiveCount);
        buffer.WriteInt64(WordCount);
        buffer.WriteInt64(0);
        foreach (var segment in Segments)
        {
            buffer.WriteInt64(segment.Number);
            buffer.WriteInt32(segment.Deleted.Length);
            buffer.WriteBytes(segment.Deleted);
        }
        buffer.WriteInt32((int)Checksum.Compute(buffer.Written));
        return buffer.Written.ToArray();
    }

    /// <exception cref="VectorStoreException">The file is damaged or of another version.</exception>
    public static Manifest Read(string path, Guid collection)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < HeaderBytes + 4 || !bytes.AsSpan(0, 8).SequenceEqual(Magic)) throw new DamagedStoreException(path, 0, "it does not start as a manifest does.");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4)) != Checksum.Compute(bytes.AsSpan(0, bytes.Length - 4)))
            throw new DamagedStoreException(path, 0, "its checksum is wrong.");
        var reader = new ByteReader(bytes.AsSpan(8));
        StoreFormat.RequireVersion(reader.TakeInt32(), path);
        var count = reader.TakeInt32();
        var manifest = new Manifest
        {
            Collection = new Guid(reader.Take(16)),
            LogNumber = reader.TakeInt64(),
            NextSegment = reader.TakeInt64(),
            LiveCount = reader.TakeInt64(),
            WordCount = reader.TakeInt64(),
        };
        if (manifest.Collection != collection) throw new DamagedStoreException(path, 0, "it belongs to another collection.");
        reader.TakeInt64();
        var segments = new List<ManifestEntry>();
        for (var i = 0; i < count; i++) segments.Add(new ManifestEntry(reader.TakeInt64(), reader.Take(reader.TakeInt32()).ToArray()));
        return manifest with { Segments = segments };
    }
}
