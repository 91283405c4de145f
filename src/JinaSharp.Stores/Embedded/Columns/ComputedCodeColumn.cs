using System.Runtime.InteropServices;
using JinaSharp.Stores.Embedded.Kernels;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>Sign codes, or a part of them, of a segment whose file has none of this kind (format version 1): made in memory at their first use. Merging writes them.</summary>
/// <param name="vectors">The vector's columns.</param>
/// <param name="rowCount">The number of rows.</param>
/// <param name="first">The first byte of the code that is kept.</param>
/// <param name="bytes">How many bytes are kept.</param>
internal sealed unsafe class ComputedCodeColumn(VectorColumn vectors, int rowCount, int first, int bytes) : FixedColumn(bytes)
{
    private readonly byte[]?[] _blocks = new byte[]?[(rowCount + RowsPerBlock - 1) / RowsPerBlock];

    private const int RowsPerBlock = 4096;

    public override int BlockRows => RowsPerBlock;

    public override byte* Rows(int firstRow, int count)
    {
        var block = firstRow / RowsPerBlock;
        // Two readers may make the same block; either will do.
        var codes = Volatile.Read(ref _blocks[block]) ?? Interlocked.CompareExchange(ref _blocks[block], Compute(block), null) ?? _blocks[block]!;
        return (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(codes, firstRow % RowsPerBlock * Stride);
    }

    private byte[] Compute(int block)
    {
        var start = block * RowsPerBlock;
        var count = Math.Min(RowsPerBlock, rowCount - start);
        var codes = GC.AllocateUninitializedArray<byte>(count * Stride, pinned: true);
        var dimensions = vectors.Definition.Dimensions;
        var rotation = SignRotation.For(dimensions);
        var code = new byte[VectorLayout.CodeBytes(dimensions)];
        var (numbers, rotated) = (new float[dimensions], new float[code.Length * 8]);
        for (var i = 0; i < count; i++)
        {
            VectorLayout.ReadDense(vectors.Definition, vectors.Rows!.Span(start + i), numbers);
            rotation.Encode(numbers, rotated, code);
            code.AsSpan(first, Stride).CopyTo(codes.AsSpan(i * Stride));
        }
        return codes;
    }
}
