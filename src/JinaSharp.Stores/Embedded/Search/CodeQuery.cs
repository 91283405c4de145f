using System.Runtime.InteropServices;
using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Kernels;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>A query as sign codes are compared with it: its own code, and its rotated numbers as small integers.</summary>
internal sealed unsafe class CodeQuery
{
    // The code, then an integer for each of its bits.
    private readonly byte[] _bytes;
    private readonly int _frontBytes;
    private readonly int _codeBytes;

    public CodeQuery(ReadOnlySpan<float> vector)
    {
        _frontBytes = VectorLayout.FrontBytes(vector.Length);
        _codeBytes = VectorLayout.CodeBytes(vector.Length);
        _bytes = GC.AllocateUninitializedArray<byte>(_codeBytes * 9, pinned: true);
        var rotated = System.Buffers.ArrayPool<float>.Shared.Rent(_codeBytes * 8);
        SignRotation.For(vector.Length).Encode(vector, rotated, _bytes.AsSpan(0, _codeBytes));
        SignProductKernel.QuantizeQuery(rotated.AsSpan(0, _codeBytes * 8), MemoryMarshal.Cast<byte, sbyte>(_bytes.AsSpan(_codeBytes)));
        System.Buffers.ArrayPool<float>.Shared.Return(rotated);
    }

    /// <summary>No product is beyond it, in either direction.</summary>
    public int LargestProduct()
    {
        var sum = 0;
        foreach (var number in MemoryMarshal.Cast<byte, sbyte>(_bytes.AsSpan(_codeBytes))) sum += Math.Abs(number);
        return sum;
    }

    /// <summary>The number of bits that <see cref="FrontDistances"/> compares.</summary>
    public int FrontBits => _frontBytes * 8;

    private byte* Start => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);

    /// <summary>How many of the first bits differ, row by row.</summary>
    public void FrontDistances(byte* fronts, int count, ushort* distances) => HammingKernel.Distances(fronts, _frontBytes, count, Start, distances);

    /// <summary>The product with the signs of a row, up to a constant. Larger is nearer.</summary>
    /// <param name="front">The first bytes of the row's code.</param>
    /// <param name="rest">The others; null where there are none.</param>
    public int Product(byte* front, byte* rest)
    {
        var product = SignProductKernel.Sum(front, _frontBytes, rest, _codeBytes - _frontBytes, (sbyte*)Start + _codeBytes);
        GC.KeepAlive(this);
        return product;
    }
}
