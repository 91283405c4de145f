using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace JinaSharp.Inference.Weights;

/// <summary>16-bit floats to 32-bit floats; both directions of the widening are exact.</summary>
internal static class HalfPrecision
{
    /// <summary>output[i] = the IEEE half with the bits source[i].</summary>
    public static void FromFloat16(ReadOnlySpan<ushort> source, Span<float> output) =>
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<ushort, Half>(source), output);

    /// <summary>Whether all halves are numbers of a magnitude below the limit, which is a half itself.</summary>
    public static bool AreBelow(float limit, ReadOnlySpan<ushort> source)
    {
        // Magnitudes order as their bits do; infinities and what is no number come last.
        const ushort Magnitude = 0x7FFF;
        var bits = BitConverter.HalfToUInt16Bits((Half)limit);
        var i = 0;
        var greatest = Vector<ushort>.Zero;
        for (; i + Vector<ushort>.Count <= source.Length; i += Vector<ushort>.Count)
            greatest = Vector.Max(greatest, new Vector<ushort>(source[i..]) & new Vector<ushort>(Magnitude));
        var below = Vector.LessThanAll(greatest, new Vector<ushort>(bits));
        for (; i < source.Length; i++) below &= (source[i] & Magnitude) < bits;
        return below;
    }

    /// <summary>output[i] = the float whose upper half is source[i].</summary>
    public static void FromBFloat16(ReadOnlySpan<ushort> source, Span<float> output)
    {
        var target = MemoryMarshal.Cast<float, uint>(output);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; i + 16 <= source.Length; i += 16)
            {
                var (low, high) = Vector256.Widen(Vector256.Create(source.Slice(i, 16)));
                (low << 16).CopyTo(target[i..]);
                (high << 16).CopyTo(target[(i + 8)..]);
            }
        for (; i < source.Length; i++) target[i] = (uint)source[i] << 16;
    }
}
