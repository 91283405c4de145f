using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace JinaSharp.Stores.Http;

/// <summary>Writes floats as JSON numbers that read back as the same floats.</summary>
/// <remarks>
/// Nine significant digits always tell two floats apart. For a magnitude in [0.00001, 1000) the nine digits come from one product in
/// double precision: x has 24 significant bits and 5^13 has 31, so the product is off by at most one part in 2^53, far below the
/// 5e-9 that nine digits leave; trailing zeros are cut. Everything else takes the platform's shortest form. Speed: <c>bench stores-body</c>.
/// </remarks>
internal static class FloatText
{
    // "-0.0000123456789" is the longest of the fast form, "-1.17549435E-38" of the platform's.
    private const int MaxBytes = 18;

    private static readonly ushort[] Pairs = MakePairs();

    public static int MaxListBytes(int count) => checked(2 + (count * (MaxBytes + 1)));

    /// <summary>Writes <c>[a,b,...]</c>.</summary>
    /// <returns>The number of bytes.</returns>
    public static int WriteList(ReadOnlySpan<float> values, Span<byte> output)
    {
        var at = 0;
        output[at++] = (byte)'[';
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0) output[at++] = (byte)',';
            at += Write(values[i], output[at..]);
        }
        output[at++] = (byte)']';
        return at;
    }

    /// <summary>Writes one finite number.</summary>
    /// <returns>The number of bytes.</returns>
    public static int Write(float value, Span<byte> output)
    {
        var at = 0;
        var magnitude = Math.Abs(value);
        if (magnitude is >= 1e-5f and < 1000f)
        {
            if (value < 0) output[at++] = (byte)'-';
            return at + WriteMagnitude(magnitude, output[at..]);
        }
        if (value == 0)
        {
            if (float.IsNegative(value)) output[at++] = (byte)'-';
            output[at++] = (byte)'0';
            return at;
        }
        Utf8Formatter.TryFormat(value, output, out var written);
        return written;
    }

    private static int WriteMagnitude(double magnitude, Span<byte> output)
    {
        // decimals: how many digits after the point make nine significant ones.
        var (scale, decimals) = magnitude switch
        {
            >= 0.1 and < 1 => (1e9, 9),
            >= 0.01 and < 0.1 => (1e10, 10),
            >= 0.001 and < 0.01 => (1e11, 11),
            >= 100 => (1e6, 6),
            >= 10 => (1e7, 7),
            >= 1 => (1e8, 8),
            >= 0.0001 => (1e12, 12),
            _ => (1e13, 13),
        };
        var digits = (uint)((magnitude * scale) + 0.5);
        // The largest float below a power of ten is 6e-8 below it, so rounding never reaches the power.
        var at = 0;
        if (decimals >= 9)
        {
            output[0] = (byte)'0';
            output[1] = (byte)'.';
            at = 2;
            for (var zero = decimals; zero > 9; zero--) output[at++] = (byte)'0';
            at = WriteNine(digits, output, at);
        }
        else
        {
            var unit = decimals switch { 8 => 100_000_000u, 7 => 10_000_000u, _ => 1_000_000u };
            var whole = digits / unit;
            Utf8Formatter.TryFormat(whole, output, out at);
            output[at++] = (byte)'.';
            var fraction = digits - (whole * unit);
            for (var power = unit / 10; power > 0; power /= 10)
            {
                output[at++] = (byte)('0' + (fraction / power));
                fraction %= power;
            }
        }
        while (output[at - 1] == (byte)'0') at--;
        return output[at - 1] == (byte)'.' ? at - 1 : at;
    }

    private static int WriteNine(uint digits, Span<byte> output, int at)
    {
        var top = digits / 10_000;
        var low = digits - (top * 10_000);
        var first = top / 10_000;
        var middle = top - (first * 10_000);
        output[at] = (byte)('0' + first);
        WritePair(middle / 100, output, at + 1);
        WritePair(middle % 100, output, at + 3);
        WritePair(low / 100, output, at + 5);
        WritePair(low % 100, output, at + 7);
        return at + 9;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WritePair(uint pair, Span<byte> output, int at) => MemoryMarshal.Write(output[at..], in Pairs[pair]);

    private static ushort[] MakePairs()
    {
        var pairs = new ushort[100];
        for (var i = 0; i < pairs.Length; i++) pairs[i] = MemoryMarshal.Read<ushort>([(byte)('0' + (i / 10)), (byte)('0' + (i % 10))]);
        return pairs;
    }
}
