using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JinaSharp.Inference.Kernels;

/// <summary>16-bit weights of a panel: word j of a step holds column j in its low half and column j + 16 in its high half.</summary>
/// <remarks>
/// BF16 is the upper half of a float. A half is written anew, so that a tile needs no multiplication and no special case but zero to widen it:
/// its subnormals become normal, because the five bits of the exponent go from 2^-24, the least that a half has, up to 2^6. The code is
/// <c>sign | exponent + 25 | ten bits of the fraction</c>, and 0 for zero of either sign.
/// </remarks>
internal static unsafe class PanelWords
{
    /// <summary>What halves must stay below in magnitude to be held as <see cref="PanelFormat.F16"/>.</summary>
    public const float Float16Limit = 128;

    /// <summary>Sign and digits of a code that lies in the upper half of a word, after a shift to the right by 3.</summary>
    public const int Float16Digits = unchecked((int)0x8FFFE000);

    /// <summary>What makes a float's exponent of a code's.</summary>
    public const int Float16Exponent = (127 - 25) << 23;

    private const int Half = MatMul.PanelWidth / 2;

    /// <summary>Packs steps of 32 floats, which must be numbers of the format already: nothing is lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(PanelFormat format, uint* floats, int steps, uint* words)
    {
        for (nint step = 0; step < steps; step++)
        {
            Vector512<uint> low = Vector512.Load(floats + step * MatMul.PanelWidth), high = Vector512.Load(floats + step * MatMul.PanelWidth + Half);
            if (format == PanelFormat.F16) (low, high) = (Float16(low), Float16(high));
            (low >> 16 | high & Vector512.Create(0xFFFF0000u)).Store(words + step * Half);
        }
    }

    /// <summary>The float that one half of a word stands for.</summary>
    public static float Widen(PanelFormat format, uint word, bool high)
    {
        var upper = high ? word & 0xFFFF0000u : word << 16;
        if (format == PanelFormat.BF16) return BitConverter.UInt32BitsToSingle(upper);
        var code = (int)upper >> 3 & Float16Digits;
        return code == 0 ? 0 : BitConverter.Int32BitsToSingle(code + Float16Exponent);
    }

    // The codes in the upper halves.
    private static Vector512<uint> Float16(Vector512<uint> floats)
    {
        var sign = floats & Vector512.Create(0x80000000u);
        var magnitude = floats ^ sign;
        var code = sign | magnitude - Vector512.Create((uint)Float16Exponent) << 3;
        return Vector512.ConditionalSelect(Vector512.Equals(magnitude, Vector512<uint>.Zero), Vector512<uint>.Zero, code);
    }
}
