using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Kernels;
using JinaSharp.Stores.Embedded.Search;

namespace JinaSharp.Stores.Embedded.Index;

/// <summary>The centres of inverted lists in forms that stay in the processor's cache: 8-bit numbers, and the first bits of their sign codes.</summary>
internal sealed unsafe class ListCentres
{
    // Of the codes so many more are taken than lists are wanted, and at least so many: then none that counts is missed.
    private const int MoreByCode = 8;
    private const int LeastByCode = 128;

    private readonly int _count;
    private readonly int _dimensions;
    private readonly byte[] _rows;
    private readonly byte[] _fronts;
    private readonly float[] _mean;

    public ListCentres(int count, int dimensions)
    {
        _count = count;
        _dimensions = dimensions;
        _rows = GC.AllocateUninitializedArray<byte>(count * RowBytes, pinned: true);
        _fronts = GC.AllocateUninitializedArray<byte>(count * VectorLayout.FrontBytes(dimensions), pinned: true);
        _mean = new float[dimensions];
    }

    private int RowBytes => _dimensions + 4;

    /// <summary>Takes a centre; each is to be given once.</summary>
    public void Set(int list, ReadOnlySpan<float> centre)
    {
        Int8Kernel.Quantize(centre, _rows.AsSpan(list * RowBytes, RowBytes));
        var code = new byte[VectorLayout.CodeBytes(_dimensions)];
        SignRotation.For(_dimensions).Encode(centre, new float[code.Length * 8], code);
        var frontBytes = VectorLayout.FrontBytes(_dimensions);
        code.AsSpan(0, frontBytes).CopyTo(_fronts.AsSpan(list * frontBytes));
        TensorPrimitives.MultiplyAdd(centre, 1f / _count, _mean, _mean);
    }

    /// <summary>Puts the lists in the order of their nearness to a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="code">The same, to be compared with codes.</param>
    /// <param name="wanted">How many.</param>
    /// <returns>The nearest, nearest first, with minus the products of their centres with the query; and the mean of that over all lists.</returns>
    public NearestLists Nearest(ReadOnlySpan<float> query, CodeQuery code, int wanted)
    {
        var lists = ByCode(code, Math.Max(LeastByCode, (int)Math.Min(_count, (long)MoreByCode * wanted)));
        Span<short> integers = _dimensions <= 4096 ? stackalloc short[_dimensions] : new short[_dimensions];
        Int8Kernel.QuantizeQuery(query, integers);
        // The scale of the integers: the mean below is of the query's own numbers.
        var largest = MathF.Abs(TensorPrimitives.MaxMagnitude(query));
        var scale = largest / Int8Kernel.QueryLimit;
        var distances = new float[lists.Length];
        fixed (short* q = integers)
        {
            for (var i = 0; i < lists.Length; i++)
            {
                var centre = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_rows, 0) + ((nint)lists[i] * RowBytes);
                distances[i] = -scale * Int8Kernel.Dot((sbyte*)centre, q, _dimensions) * *(float*)(centre + _dimensions);
            }
        }
        PartialSort.Smallest(distances, lists, Math.Min(wanted, lists.Length));
        return new NearestLists(lists.AsSpan(0, Math.Min(wanted, lists.Length)), distances, -VectorMath.Dot(query, _mean));
    }

    private int[] ByCode(CodeQuery code, int wanted)
    {
        // Comparing the codes first is not worth it for most of the lists.
        if (wanted > _count / 2) return [.. Enumerable.Range(0, _count)];
        using var distances = new DistanceList(code.FrontBits);
        fixed (ushort* places = distances.Append(_count)) code.FrontDistances((byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_fronts, 0), _count, places);
        return [.. distances.Smallest(wanted, null)];
    }
}
