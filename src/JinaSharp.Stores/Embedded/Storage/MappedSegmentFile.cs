using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>A segment file in memory, read by the operating system page by page. Each block's checksum is checked before its first use.</summary>
/// <remarks>Unmapped by the garbage collector when no view of the collection reaches it any more.</remarks>
internal sealed unsafe partial class MappedSegmentFile
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _accessor;
    private readonly byte* _start;
    private readonly uint[] _checksums;
    private readonly bool[] _checked;
    private readonly int _blockShift;
    private readonly Dictionary<(SectionKind, int), Section> _sections = [];

    /// <exception cref="DamagedStoreException">The file is missing, damaged or not this collection's.</exception>
    public MappedSegmentFile(string path, Guid collection)
    {
        Path = path;
        FileStream stream;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            throw new DamagedStoreException(path, 0, "the file is missing.");
        }
        using (stream)
        {
            if (stream.Length < SegmentHeader.ByteCount) throw new DamagedStoreException(path, 0, $"the file has {stream.Length} bytes; a segment starts with {SegmentHeader.ByteCount}.");
            _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _accessor = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            byte* start = null;
            _accessor.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            _start = start;
            Header = SegmentHeader.Read(new ReadOnlySpan<byte>(start, SegmentHeader.ByteCount), path);
            if (Header.Collection != collection) throw new DamagedStoreException(path, 0, "it belongs to another collection.");
            if (Header.TableOffset < SegmentHeader.ByteCount || Header.RowCount < 0 || Header.SectionCount is < 0 or > 1 << 20 || Header.TableOffset + Header.TableLength > stream.Length)
                throw new DamagedStoreException(path, stream.Length, $"the file ends at byte {stream.Length}; its table ends at {Header.TableOffset + Header.TableLength}.");
        }
        var table = new ReadOnlySpan<byte>(_start + Header.TableOffset, checked((int)Header.TableLength));
        if (Checksum.Compute(table) != Header.TableChecksum) throw new DamagedStoreException(path, Header.TableOffset, "the checksum of its table is wrong.");
        for (var i = 0; i < Header.SectionCount; i++)
        {
            var section = new Section((SectionKind)BinaryPrimitives.ReadInt32LittleEndian(table), BinaryPrimitives.ReadInt32LittleEndian(table[4..]),
                BinaryPrimitives.ReadInt64LittleEndian(table[8..]), BinaryPrimitives.ReadInt64LittleEndian(table[16..]));
            _sections[(section.Kind, section.Vector)] = section;
            table = table[Section.EntryBytes..];
        }
        _checksums = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(table).ToArray();
        _checked = new bool[_checksums.Length];
        _blockShift = System.Numerics.BitOperations.Log2((uint)Header.BlockBytes);
    }

    ~MappedSegmentFile()
    {
        if (_start is null) return;
        _accessor.SafeMemoryMappedViewHandle.ReleasePointer();
        _accessor.Dispose();
        _file.Dispose();
    }

    public string Path { get; }

    public SegmentHeader Header { get; }

    public bool Has(SectionKind kind, int vector = Section.NoVector) => _sections.ContainsKey((kind, vector));

    public Section Find(SectionKind kind, int vector = Section.NoVector) =>
        _sections.TryGetValue((kind, vector), out var section) ? section : throw new DamagedStoreException(Path, Header.TableOffset, $"it has no section {kind}.");

    /// <summary>Bytes of a section, checked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Read(in Section section, long offset, long length)
    {
        var place = section.Offset + offset - SegmentHeader.ByteCount;
        // Most reads are of a few bytes in a block that was checked before.
        var isInside = (ulong)offset < (ulong)section.Length && (ulong)length <= (ulong)(section.Length - offset) && length > 0;
        if (isInside && place >> _blockShift == (place + length - 1) >> _blockShift && _checked[place >> _blockShift])
            return _start + SegmentHeader.ByteCount + place;
        return ReadAny(section, offset, length);
    }

    private byte* ReadAny(in Section section, long offset, long length)
    {
        if (offset < 0 || length < 0 || offset + length > section.Length)
            throw new DamagedStoreException(Path, section.Offset, $"something points to bytes {offset} to {offset + length} of a section of {section.Length}.");
        var start = section.Offset + offset;
        if (length > 0)
        {
            var last = (int)((start + length - 1 - SegmentHeader.ByteCount) >> _blockShift);
            for (var block = (int)((start - SegmentHeader.ByteCount) >> _blockShift); block <= last; block++)
                if (!_checked[block])
                    Check(block);
        }
        return _start + start;
    }

    /// <summary>Gives the memory of the pages read so far back to the system. What is read again comes from the file again.</summary>
    public void Release()
    {
        NativeAdvice.Release(_start, Header.TableOffset);
        GC.KeepAlive(this);
    }

    private void Check(int block)
    {
        var (offset, length) = PlaceOf(block);
        if (!IsGood(block))
            throw new DamagedStoreException(Path, offset, $"the checksum of the {length} bytes there is wrong.");
        _checked[block] = true;
    }

    private bool IsGood(int block)
    {
        var (offset, length) = PlaceOf(block);
        return Checksum.Compute(new ReadOnlySpan<byte>(_start + offset, length)) == _checksums[block];
    }

    private (long Offset, int Length) PlaceOf(int block)
    {
        var offset = SegmentHeader.ByteCount + ((long)block << _blockShift);
        return (offset, (int)Math.Min(Header.BlockBytes, Header.TableOffset - offset));
    }
}
