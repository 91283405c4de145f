using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JinaSharp.Stores.Embedded.Kernels;

/// <summary>The sum of a query's numbers where a code has ones: up to a constant, the product of the query with the signs.</summary>
/// <remarks>The query keeps its magnitudes, so this says about as much with half the bits as comparing two codes does.</remarks>
internal static unsafe class SignProductKernel
{
    /// <summary>The largest magnitude of a query's integers: pairs of them and their sums over 16 registers stay within 16 bits.</summary>
    public const int QueryLimit = 63;

    // Registers summed in 16 bits before they are widened: 2 * 63 * 256 < 32768.
    private const int Widen = 256;

    // sum(query[i]) over the ones of a code in two parts          front: [frontBytes], rest: [restBytes], most significant bit first; query: [8 * (frontBytes + restBytes)]
    public static int Sum(byte* front, int frontBytes, byte* rest, int restBytes, sbyte* query)
    {
        if (Avx512BW.IsSupported)
        {
            var sums = Add512(front, frontBytes / 8, query, default);
            if (restBytes > 0) sums = Add512(rest, restBytes / 8, query + (frontBytes * 8), sums);
            return Vector512.Sum(sums) + Tail(front, frontBytes & ~7, frontBytes, query) + Tail(rest, restBytes & ~7, restBytes, query + (frontBytes * 8));
        }
        if (Avx2.IsSupported)
        {
            var sums = Add256(front, frontBytes / 4, query, default);
            if (restBytes > 0) sums = Add256(rest, restBytes / 4, query + (frontBytes * 8), sums);
            return Vector256.Sum(sums) + Tail(front, frontBytes & ~3, frontBytes, query) + Tail(rest, restBytes & ~3, restBytes, query + (frontBytes * 8));
        }
        if (Vector128.IsHardwareAccelerated)
        {
            var sums = Add128(front, frontBytes / 2, query, default);
            if (restBytes > 0) sums = Add128(rest, restBytes / 2, query + (frontBytes * 8), sums);
            return Vector128.Sum(sums) + Tail(front, frontBytes & ~1, frontBytes, query) + Tail(rest, restBytes & ~1, restBytes, query + (frontBytes * 8));
        }
        return Tail(front, 0, frontBytes, query) + Tail(rest, 0, restBytes, query + (frontBytes * 8));
    }

    // integers[i] = round(numbers[i] * QueryLimit / max|numbers|)          numbers, integers: a multiple of 64
    public static void QuantizeQuery(ReadOnlySpan<float> numbers, Span<sbyte> integers)
    {
        var largest = MathF.Abs(System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(numbers));
        var factor = Vector128.Create(largest > 0 ? QueryLimit / largest : 0);
        ref var source = ref MemoryMarshal.GetReference(numbers);
        ref var target = ref MemoryMarshal.GetReference(integers);
        for (nuint i = 0; i < (nuint)numbers.Length; i += 16)
        {
            var low = Vector128.Narrow(Integers(ref source, i, factor), Integers(ref source, i + 4, factor));
            var high = Vector128.Narrow(Integers(ref source, i + 8, factor), Integers(ref source, i + 12, factor));
            Vector128.Narrow(low, high).StoreUnsafe(ref target, i);
        }
    }

    private static Vector128<int> Integers(ref float source, nuint place, Vector128<float> factor) => Vector128.ConvertToInt32(Vector128.Round(Vector128.LoadUnsafe(ref source, place) * factor));

    // code: [8 * count]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Add512(byte* code, int count, sbyte* query, Vector512<int> sums)
    {
        // Each byte of eight is repeated for its eight bits.
        var spread = Vector512.Create(
            (byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3,
            4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7);
        var bits = Vector512.Create(0x0102040810204080UL).AsByte();
        for (var i = 0; i < count;)
        {
            var end = Math.Min(count, i + Widen);
            Vector512<short> s = default;
            for (; i < end; i++)
            {
                var ones = Vector512.Equals(Avx512BW.Shuffle(Vector512.Create(((ulong*)code)[i]).AsByte(), spread) & bits, bits);
                s += Avx512BW.MultiplyAddAdjacent(Vector512.Create((byte)1), Vector512.Load(query + (i * 64)) & ones.AsSByte());
            }
            sums += Avx512BW.MultiplyAddAdjacent(s, Vector512.Create((short)1));
        }
        return sums;
    }

    // code: [4 * count]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Add256(byte* code, int count, sbyte* query, Vector256<int> sums)
    {
        var spread = Vector256.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3);
        var bits = Vector256.Create(0x0102040810204080UL).AsByte();
        for (var i = 0; i < count;)
        {
            var end = Math.Min(count, i + Widen);
            Vector256<short> s = default;
            for (; i < end; i++)
            {
                var ones = Vector256.Equals(Avx2.Shuffle(Vector256.Create(((uint*)code)[i]).AsByte(), spread) & bits, bits);
                s += Avx2.MultiplyAddAdjacent(Vector256.Create((byte)1), Vector256.Load(query + (i * 32)) & ones.AsSByte());
            }
            sums += Avx2.MultiplyAddAdjacent(s, Vector256.Create((short)1));
        }
        return sums;
    }

    // code: [2 * count]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Add128(byte* code, int count, sbyte* query, Vector128<int> sums)
    {
        var spread = Vector128.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
        var bits = Vector128.Create(0x0102040810204080UL).AsByte();
        for (var i = 0; i < count;)
        {
            var end = Math.Min(count, i + Widen);
            Vector128<short> s = default;
            for (; i < end; i++)
            {
                var ones = Vector128.Equals(Vector128.Shuffle(Vector128.Create(((ushort*)code)[i]).AsByte(), spread) & bits, bits);
                var (low, high) = Vector128.Widen(Vector128.Load(query + (i * 16)) & ones.AsSByte());
                s += low + high;
            }
            var (lower, upper) = Vector128.Widen(s);
            sums += lower + upper;
        }
        return sums;
    }

    private static int Tail(byte* code, int first, int bytes, sbyte* query)
    {
        var sum = 0;
        for (var i = first; i < bytes; i++)
            for (var bit = 0; bit < 8; bit++)
                if ((code[i] & (0x80 >> bit)) != 0)
                    sum += query[(i * 8) + bit];
        return sum;
    }
}
