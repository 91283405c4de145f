using System.Runtime.InteropServices;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>A column that one writer appends to while readers read the rows that were published to them.</summary>
internal sealed unsafe class GrowingFixedColumn : FixedColumn
{
    // Blocks of about a quarter of a megabyte: small collections stay small, large ones have few blocks.
    private const int BlockBytes = 1 << 18;

    private byte[][] _blocks = [];

    public GrowingFixedColumn(int stride) : base(stride)
    {
        var rows = Math.Max(16, BlockBytes / Math.Max(stride, 1));
        BlockRows = 1 << System.Numerics.BitOperations.Log2((uint)rows);
    }

    public override int BlockRows { get; }

    public override byte* Rows(int first, int count) => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_blocks[first / BlockRows], first % BlockRows * Stride);

    /// <summary>Room for the row after the last; rows come in order. It is zero.</summary>
    public Span<byte> Append(int row)
    {
        var block = row / BlockRows;
        if (block == _blocks.Length)
        {
            // The new outer array is complete before readers can see it.
            var blocks = new byte[block + 1][];
            _blocks.CopyTo(blocks, 0);
            blocks[block] = GC.AllocateArray<byte>(BlockRows * Stride, pinned: true);
            Volatile.Write(ref _blocks, blocks);
        }
        return _blocks[block].AsSpan(row % BlockRows * Stride, Stride);
    }
}
