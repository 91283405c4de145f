using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Writes a segment file section by section, with a checksum for each block. The header comes last, so that half a file is never taken for one.</summary>
internal sealed class SegmentWriter : IDisposable
{
    // What is written at once: whole blocks.
    private const int BufferBytes = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly List<Section> _sections = [];
    private readonly List<uint> _checksums = [];
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private long _written = SegmentHeader.ByteCount;
    private int _used;

    public SegmentWriter(string path) => _file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    private long Position => _written + _used;

    /// <summary>Begins a section at the start of a cache line; rows at that of a page, so that a row touches as few as it can.</summary>
    public void Begin(SectionKind kind, int vector = Section.NoVector)
    {
        var padding = (int)(-Position & (kind == SectionKind.Rows ? 4095 : 63));
        if (padding > 0) Append(stackalloc byte[padding]);
        _sections.Add(new Section(kind, vector, Position, 0));
    }

    /// <summary>Appends to the section begun last.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _sections[^1] = _sections[^1] with { Length = _sections[^1].Length + bytes.Length };
        Append(bytes);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(bytes.Length, _buffer.Length - _used);
            bytes[..count].CopyTo(_buffer.AsSpan(_used));
            _used += count;
            bytes = bytes[count..];
            if (_used == _buffer.Length) WriteBuffer();
        }
    }

    public void WriteInt32(int value) => Write(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(ref value)));

    /// <summary>Writes table and header, and brings all to the disk.</summary>
    public void Finish(Guid collection, long number, int rowCount)
    {
        var end = Position;
        if (_used > 0) WriteBuffer();
        var table = new byte[(_sections.Count * Section.EntryBytes) + (_checksums.Count * 4)];
        var rest = table.AsSpan();
        foreach (var section in _sections)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, (int)section.Kind);
            BinaryPrimitives.WriteInt32LittleEndian(rest[4..], section.Vector);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], section.Offset);
            BinaryPrimitives.WriteInt64LittleEndian(rest[16..], section.Length);
            rest = rest[Section.EntryBytes..];
        }
        foreach (var checksum in _checksums)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rest, checksum);
            rest = rest[4..];
        }
        DiskFile.Write(_file, table, end);
        var header = new byte[SegmentHeader.ByteCount];
        new SegmentHeader(collection, number, rowCount, end, _sections.Count, Checksum.Compute(table), SegmentHeader.NewBlockBytes).Write(header);
        DiskFile.Write(_file, header, 0);
        RandomAccess.FlushToDisk(_file);
    }

    public void Dispose() => _file.Dispose();

    private void WriteBuffer()
    {
        DiskFile.Write(_file, _buffer.AsSpan(0, _used), _written);
        // The disk works while the next blocks are made.
        NativeAdvice.StartWriting(_file, _written, _used);
        for (var first = 0; first < _used; first += SegmentHeader.NewBlockBytes)
            _checksums.Add(Checksum.Compute(_buffer.AsSpan(first, Math.Min(SegmentHeader.NewBlockBytes, _used - first))));
        _written += _used;
        _used = 0;
    }
}
