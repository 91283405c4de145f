using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace JinaSharp.Vectors;

/// <summary>Reads a JSON array of numbers straight into floats, exactly as <see cref="float.Parse(string)"/> would.</summary>
/// <remarks>
/// A number with at most 18 digits, a mantissa below 2^53 and a decimal exponent of at most 22 either way takes one correctly rounded
/// double operation; a double next to the midpoint of two floats, and every other number, goes to the platform's parser.
/// Speed: <c>jina-bench client-decode</c>.
/// </remarks>
internal static class Utf8FloatParser
{
    /// <summary>The number of zero bytes that must follow the JSON: the parser reads eight bytes at a time and stops at a zero.</summary>
    public const int Padding = 8;

    private static ReadOnlySpan<double> PowersOfTen =>
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Reads an array.</summary>
    /// <param name="paddedJson">JSON that starts at <c>[</c> and ends in <see cref="Padding"/> zero bytes.</param>
    /// <param name="destination">Receives the numbers.</param>
    /// <param name="consumed">The number of bytes up to and including <c>]</c>.</param>
    /// <param name="written">The number of floats.</param>
    /// <returns><see cref="OperationStatus.Done"/>, <see cref="OperationStatus.DestinationTooSmall"/>, or <see cref="OperationStatus.InvalidData"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static OperationStatus ParseArray(ReadOnlySpan<byte> paddedJson, Span<float> destination, out int consumed, out int written)
    {
        consumed = 0;
        written = 0;
        if (paddedJson.Length <= Padding || paddedJson[0] != '[' || paddedJson[^Padding..].ContainsAnyExcept((byte)0))
            return OperationStatus.InvalidData;
        ref var origin = ref MemoryMarshal.GetReference(paddedJson);
        ref var power = ref MemoryMarshal.GetReference(PowersOfTen);
        ref var p = ref Unsafe.Add(ref origin, 1);
        var count = 0;
        while (IsSpace(p)) p = ref Unsafe.Add(ref p, 1);
        if (p == ']') return Finish(ref origin, ref p, 0, out consumed, out written);
        while (true)
        {
            ref var start = ref p;
            var negative = p == '-';
            if (negative) p = ref Unsafe.Add(ref p, 1);

            // mantissa = all digits as one integer; scale = decimal exponent that belongs to it
            ulong mantissa = 0;
            ref var integer = ref p;
            while ((uint)(p - '0') <= 9)
            {
                mantissa = (mantissa * 10) + (uint)(p - '0');
                p = ref Unsafe.Add(ref p, 1);
            }
            var digits = (int)Unsafe.ByteOffset(ref integer, ref p);
            if (digits == 0 || (digits > 1 && integer == '0')) return OperationStatus.InvalidData;
            var scale = 0;
            if (p == '.')
            {
                p = ref Unsafe.Add(ref p, 1);
                ref var fraction = ref p;
                if (TryEightDigits(Unsafe.ReadUnaligned<ulong>(ref p), out var eight))
                {
                    mantissa = (mantissa * 100_000_000) + eight;
                    p = ref Unsafe.Add(ref p, 8);
                }
                while ((uint)(p - '0') <= 9)
                {
                    mantissa = (mantissa * 10) + (uint)(p - '0');
                    p = ref Unsafe.Add(ref p, 1);
                }
                scale = -(int)Unsafe.ByteOffset(ref fraction, ref p);
                if (scale == 0) return OperationStatus.InvalidData;
                digits -= scale;
            }
            if ((p | 0x20) == 'e')
            {
                p = ref Unsafe.Add(ref p, 1);
                var negativeExponent = p == '-';
                if (p is (byte)'-' or (byte)'+') p = ref Unsafe.Add(ref p, 1);
                if ((uint)(p - '0') > 9) return OperationStatus.InvalidData;
                var exponent = 0;
                while ((uint)(p - '0') <= 9)
                {
                    exponent = Math.Min((exponent * 10) + (p - '0'), 100_000);
                    p = ref Unsafe.Add(ref p, 1);
                }
                scale += negativeExponent ? -exponent : exponent;
            }

            if (count == destination.Length) return OperationStatus.DestinationTooSmall;
            float single;
            if (digits <= 18 && mantissa < 1UL << 53 && (uint)(scale + 22) <= 44)
            {
                var value = scale < 0 ? mantissa / Unsafe.Add(ref power, -scale) : mantissa * Unsafe.Add(ref power, scale);
                // Rounding twice (to double, then to float) errs only within one double step of the midpoint of two floats: the 29 bits
                // below a float's last are then 0x1000_0000 give or take one. Below the least normal float the midpoint lies elsewhere.
                var low = BitConverter.DoubleToUInt64Bits(value) & 0x1FFF_FFFF;
                single = low - 0x0FFF_FFFF <= 2 || (value < 1.2e-38 && mantissa != 0) ? Slow(ref start, ref p) : negative ? -(float)value : (float)value;
            }
            else
            {
                single = Slow(ref start, ref p);
            }
            destination[count++] = single;

            while (IsSpace(p)) p = ref Unsafe.Add(ref p, 1);
            if (p == ',')
            {
                p = ref Unsafe.Add(ref p, 1);
                while (IsSpace(p)) p = ref Unsafe.Add(ref p, 1);
                continue;
            }
            return p == ']' ? Finish(ref origin, ref p, count, out consumed, out written) : OperationStatus.InvalidData;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    /// <summary>Eight ASCII digits in a little-endian word to their value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryEightDigits(ulong word, out uint value)
    {
        value = 0;
        if (!BitConverter.IsLittleEndian) return false;
        // Each byte minus '0' must be 0..9: adding 0x76 sets its top bit from 10 on; a borrow sets a top bit too.
        var x = word - 0x3030303030303030UL;
        if (((x | (x + 0x7676767676767676UL)) & 0x8080808080808080UL) != 0) return false;
        x = (x * 10) + (x >> 8); // pairs of digits
        value = (uint)((((x & 0x000000FF000000FFUL) * 0x000F424000000064UL) + (((x >> 16) & 0x000000FF000000FFUL) * 0x0000271000000001UL)) >> 32);
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float Slow(ref byte start, ref byte end) =>
        float.Parse(MemoryMarshal.CreateReadOnlySpan(ref start, (int)Unsafe.ByteOffset(ref start, ref end)), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static OperationStatus Finish(ref byte origin, ref byte end, int count, out int consumed, out int written)
    {
        consumed = (int)Unsafe.ByteOffset(ref origin, ref end) + 1;
        written = count;
        return OperationStatus.Done;
    }
}
