using System.Runtime.InteropServices;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>A column of rows of different sizes that one writer appends to while readers read.</summary>
internal sealed unsafe class GrowingVarColumn : VarColumn
{
    private const int ChunkBytes = 1 << 20;

    // A row's place: chunk, offset and length, 12 bytes.
    private readonly GrowingFixedColumn _places = new(12);
    private byte[][] _chunks = [];
    private int _used = ChunkBytes;

    public override ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var place = MemoryMarshal.Cast<byte, int>(_places.Span(row));
            return _chunks[place[0]].AsSpan(place[1], place[2]);
        }
    }

    public void Append(int row, ReadOnlySpan<byte> bytes)
    {
        if (_chunks.Length == 0 || _chunks[^1].Length - _used < bytes.Length)
        {
            var chunks = new byte[_chunks.Length + 1][];
            _chunks.CopyTo(chunks, 0);
            chunks[^1] = GC.AllocateUninitializedArray<byte>(Math.Max(_chunks.Length == 0 ? ChunkBytes / 16 : ChunkBytes, bytes.Length), pinned: true);
            Volatile.Write(ref _chunks, chunks);
            _used = 0;
        }
        bytes.CopyTo(_chunks[^1].AsSpan(_used));
        var place = MemoryMarshal.Cast<byte, int>(_places.Append(row));
        place[0] = _chunks.Length - 1;
        place[1] = _used;
        place[2] = bytes.Length;
        _used += bytes.Length;
    }
}
