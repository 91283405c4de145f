using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace JinaSharp;

/// <summary>One-bit codes: the signs of a vector, and the number of differing bits.</summary>
internal static class BitKernel
{
    // bit i (most significant first) = vector[i] > 0          vector: [length], destination: [ceil(length / 8)]
    public static void Signs(ReadOnlySpan<float> vector, Span<byte> destination)
    {
        Debug.Assert(destination.Length == (vector.Length + 7) / 8);
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref var start = ref MemoryMarshal.GetReference(vector);
            for (; i <= vector.Length - 64; i += 64)
            {
                ulong bits = 0;
                if (Vector512.IsHardwareAccelerated)
                {
                    for (var part = 0; part < 64; part += 16)
                        bits |= Vector512.GreaterThan(Vector512.LoadUnsafe(ref start, (nuint)(i + part)), Vector512<float>.Zero).ExtractMostSignificantBits() << part;
                }
                else
                {
                    for (var part = 0; part < 64; part += 4)
                        bits |= (ulong)Vector128.GreaterThan(Vector128.LoadUnsafe(ref start, (nuint)(i + part)), Vector128<float>.Zero).ExtractMostSignificantBits() << part;
                }
                BinaryPrimitives.WriteUInt64LittleEndian(destination[(i / 8)..], ReverseBitsOfBytes(bits));
            }
        }
        VectorReference.Signs(vector[i..], destination[(i / 8)..]);
    }

    // popcount(left ^ right)          left, right: [length]
    public static int Hamming(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Debug.Assert(left.Length == right.Length);
        var leftWords = MemoryMarshal.Cast<byte, ulong>(left);
        var rightWords = MemoryMarshal.Cast<byte, ulong>(right);
        int a = 0, b = 0;
        var i = 0;
        for (; i <= leftWords.Length - 2; i += 2)
        {
            a += BitOperations.PopCount(leftWords[i] ^ rightWords[i]);
            b += BitOperations.PopCount(leftWords[i + 1] ^ rightWords[i + 1]);
        }
        for (; i < leftWords.Length; i++) a += BitOperations.PopCount(leftWords[i] ^ rightWords[i]);
        for (var j = leftWords.Length * 8; j < left.Length; j++) b += BitOperations.PopCount((uint)(left[j] ^ right[j]));
        return a + b;
    }

    // Comparisons give the first lane as the least significant bit; codes have it first in the byte.
    private static ulong ReverseBitsOfBytes(ulong bits)
    {
        bits = ((bits >> 1) & 0x5555555555555555) | ((bits & 0x5555555555555555) << 1);
        bits = ((bits >> 2) & 0x3333333333333333) | ((bits & 0x3333333333333333) << 2);
        return ((bits >> 4) & 0x0F0F0F0F0F0F0F0F) | ((bits & 0x0F0F0F0F0F0F0F0F) << 4);
    }
}
