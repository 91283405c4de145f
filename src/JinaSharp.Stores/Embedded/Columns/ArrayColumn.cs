using System.Runtime.InteropServices;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>A column of so many rows in memory.</summary>
internal sealed unsafe class ArrayColumn(int stride, int rowCount) : FixedColumn(stride)
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(checked(stride * Math.Max(1, rowCount)), pinned: true);

    public override int BlockRows => int.MaxValue;

    public static ArrayColumn Of(ReadOnlySpan<int> numbers)
    {
        var column = new ArrayColumn(4, numbers.Length);
        MemoryMarshal.AsBytes(numbers).CopyTo(column._bytes);
        return column;
    }

    public override byte* Rows(int first, int count) => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, first * Stride);

    /// <summary>A row to be written, before readers see the column.</summary>
    public Span<byte> Edit(int row) => _bytes.AsSpan(row * Stride, Stride);
}
