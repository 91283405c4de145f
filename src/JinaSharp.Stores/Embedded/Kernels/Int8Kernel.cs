using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JinaSharp.Stores.Embedded.Kernels;

/// <summary>Rows of signed bytes with one scale each.</summary>
internal static unsafe class Int8Kernel
{
    /// <summary>The largest magnitude of a query's integers: with rows of 127 a lane's sum stays within 31 bits up to 65,536 dimensions.</summary>
    public const int QueryLimit = 2047;

    // row[i] = round(values[i] / scale), scale = max|values| / 127          row: [length bytes][scale: 4 bytes]
    public static void Quantize(ReadOnlySpan<float> values, Span<byte> row)
    {
        Debug.Assert(row.Length == values.Length + 4);
        var largest = values.IsEmpty ? 0 : MathF.Abs(TensorPrimitives.MaxMagnitude(values));
        var scale = largest / 127;
        var factor = scale > 0 ? 127.0 / largest : 0;
        for (var i = 0; i < values.Length; i++) row[i] = (byte)(sbyte)Math.Round(values[i] * factor);
        MemoryMarshal.Write(row[values.Length..], scale);
    }

    // values[i] = row[i] * scale
    public static void Dequantize(ReadOnlySpan<byte> row, Span<float> values)
    {
        var scale = MemoryMarshal.Read<float>(row[values.Length..]);
        for (var i = 0; i < values.Length; i++) values[i] = (sbyte)row[i] * scale;
    }

    /// <summary>A query as integers; returns the scale that turns products with them into products with the query.</summary>
    public static float QuantizeQuery(ReadOnlySpan<float> query, Span<short> integers)
    {
        var largest = query.IsEmpty ? 0 : MathF.Abs(TensorPrimitives.MaxMagnitude(query));
        if (largest == 0)
        {
            integers.Clear();
            return 0;
        }
        var i = 0;
        if (Vector128.IsHardwareAccelerated && float.IsFinite(QueryLimit / largest))
        {
            var factors = Vector128.Create(QueryLimit / largest);
            ref var source = ref MemoryMarshal.GetReference(query);
            for (; i <= query.Length - 8; i += 8)
            {
                var low = Vector128.ConvertToInt32(Vector128.Round(Vector128.LoadUnsafe(ref source, (nuint)i) * factors));
                var high = Vector128.ConvertToInt32(Vector128.Round(Vector128.LoadUnsafe(ref source, (nuint)i + 4) * factors));
                Vector128.Narrow(low, high).StoreUnsafe(ref MemoryMarshal.GetReference(integers), (nuint)i);
            }
        }
        var factor = QueryLimit / (double)largest;
        for (; i < query.Length; i++) integers[i] = (short)Math.Round(query[i] * factor);
        return largest / QueryLimit;
    }

    // sum(row[i] * query[i])          row: [length] signed bytes, query: [length] 12-bit integers
    public static long Dot(sbyte* row, short* query, int length)
    {
        var i = 0;
        long sum = 0;
        if (Avx512BW.IsSupported)
        {
            Vector512<int> s0 = default, s1 = default;
            for (; i <= length - 64; i += 64)
            {
                s0 += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(row + i)), Vector512.Load(query + i));
                s1 += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.Load(row + i + 32)), Vector512.Load(query + i + 32));
            }
            sum = Sum(s0 + s1);
        }
        else if (Avx2.IsSupported)
        {
            Vector256<int> s0 = default, s1 = default;
            for (; i <= length - 32; i += 32)
            {
                s0 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load(row + i)), Vector256.Load(query + i));
                s1 += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.Load(row + i + 16)), Vector256.Load(query + i + 16));
            }
            var (low, high) = Vector256.Widen(s0 + s1);
            sum = Vector256.Sum(low + high);
        }
        for (; i < length; i++) sum += row[i] * query[i];
        return sum;
    }

    private static long Sum(Vector512<int> sums)
    {
        var (low, high) = Vector512.Widen(sums);
        return Vector512.Sum(low + high);
    }
}
