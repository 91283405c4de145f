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

    // sum(query[i]) over the ones of the code          code: [bytes], most significant bit first; query: [8 * bytes]
    public static int Sum(byte* code, sbyte* query, int bytes)
    {
        var i = 0;
        var sum = 0;
        if (Avx512BW.IsSupported)
        {
            var spread = Vector512.Create(
                Vector256.Create(Spread(0), Spread(2)), Vector256.Create(Spread(4), Spread(6)));
            var bits = Vector512.Create(0x0102040810204080UL).AsByte();
            while (i <= bytes - 8)
            {
                var end = Math.Min(bytes - 7, i + (8 * Widen));
                Vector512<short> s = default;
                for (; i < end; i += 8)
                {
                    // Each byte of eight is repeated for its eight bits.
                    var ones = Vector512.Equals(Avx512BW.Shuffle(Vector512.Create(*(ulong*)(code + i)).AsByte(), spread) & bits, bits);
                    s += Avx512BW.MultiplyAddAdjacent(Vector512.Create((byte)1), Vector512.Load(query + (i * 8)) & ones.AsSByte());
                }
                sum += Vector512.Sum(Avx512BW.MultiplyAddAdjacent(s, Vector512.Create((short)1)));
            }
        }
        else if (Avx2.IsSupported)
        {
            var spread = Vector256.Create(Spread(0), Spread(2));
            var bits = Vector256.Create(0x0102040810204080UL).AsByte();
            while (i <= bytes - 4)
            {
                var end = Math.Min(bytes - 3, i + (4 * Widen));
                Vector256<short> s = default;
                for (; i < end; i += 4)
                {
                    var ones = Vector256.Equals(Avx2.Shuffle(Vector256.Create(*(uint*)(code + i)).AsByte(), spread) & bits, bits);
                    s += Avx2.MultiplyAddAdjacent(Vector256.Create((byte)1), Vector256.Load(query + (i * 8)) & ones.AsSByte());
                }
                sum += Vector256.Sum(Avx2.MultiplyAddAdjacent(s, Vector256.Create((short)1)));
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            var spread = Spread(0);
            var bits = Vector128.Create(0x0102040810204080UL).AsByte();
            while (i <= bytes - 2)
            {
                var end = Math.Min(bytes - 1, i + (2 * Widen));
                Vector128<short> s = default;
                for (; i < end; i += 2)
                {
                    var ones = Vector128.Equals(Vector128.Shuffle(Vector128.Create(*(ushort*)(code + i)).AsByte(), spread) & bits, bits);
                    var (low, high) = Vector128.Widen(Vector128.Load(query + (i * 8)) & ones.AsSByte());
                    s += low + high;
                }
                var (lower, upper) = Vector128.Widen(s);
                sum += Vector128.Sum(lower + upper);
            }
        }
        for (; i < bytes; i++)
            for (var bit = 0; bit < 8; bit++)
                if ((code[i] & (0x80 >> bit)) != 0)
                    sum += query[(i * 8) + bit];
        return sum;
    }

    // integers[i] = round(numbers[i] * QueryLimit / max|numbers|)
    public static void QuantizeQuery(ReadOnlySpan<float> numbers, Span<sbyte> integers)
    {
        var largest = numbers.IsEmpty ? 0 : MathF.Abs(System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(numbers));
        var factor = largest > 0 ? QueryLimit / largest : 0;
        for (var i = 0; i < numbers.Length; i++) integers[i] = (sbyte)MathF.Round(numbers[i] * factor);
    }

    private static Vector128<byte> Spread(byte first) =>
        Vector128.Create(first, first, first, first, first, first, first, first, (byte)(first + 1), (byte)(first + 1), (byte)(first + 1), (byte)(first + 1), (byte)(first + 1), (byte)(first + 1), (byte)(first + 1), (byte)(first + 1));
}
