using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JinaSharp.Stores.Embedded.Kernels;

/// <summary>Differing bits between one code and many.</summary>
/// <remarks>
/// With 512 bits a table of the sixteen half-byte counts is looked up 64 at a time and eight codes' sums are reduced together; that keeps up
/// with memory (benchmark <c>scan</c>). The runtime has no class for the vector population count of newer processors.
/// </remarks>
internal static unsafe class HammingKernel
{
    // distances[i] = popcount(codes[i] ^ query)          codes: [count][stride], query: [stride]; stride a multiple of 8 for full speed
    public static void Distances(byte* codes, int stride, int count, byte* query, ushort* distances)
    {
        var i = 0;
        if (Avx512BW.IsSupported && stride % 64 == 0)
        {
            for (; i <= count - 8; i += 8) Eight(codes + ((nint)i * stride), stride, query, distances + i);
        }
        for (; i < count; i++) distances[i] = (ushort)Distance(codes + ((nint)i * stride), stride, query);
    }

    // popcount(code ^ query)          code, query: [stride]
    public static int Distance(byte* code, int stride, byte* query)
    {
        int a = 0, b = 0;
        var i = 0;
        for (; i <= stride - 16; i += 16)
        {
            a += BitOperations.PopCount(*(ulong*)(code + i) ^ *(ulong*)(query + i));
            b += BitOperations.PopCount(*(ulong*)(code + i + 8) ^ *(ulong*)(query + i + 8));
        }
        for (; i <= stride - 8; i += 8) a += BitOperations.PopCount(*(ulong*)(code + i) ^ *(ulong*)(query + i));
        for (; i < stride; i++) b += BitOperations.PopCount((uint)(code[i] ^ query[i]));
        return a + b;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(byte* codes, int stride, byte* query, ushort* distances)
    {
        var r0 = Sums(codes, stride, query);
        var r1 = Sums(codes + stride, stride, query);
        var r2 = Sums(codes + (2 * (nint)stride), stride, query);
        var r3 = Sums(codes + (3 * (nint)stride), stride, query);
        var r4 = Sums(codes + (4 * (nint)stride), stride, query);
        var r5 = Sums(codes + (5 * (nint)stride), stride, query);
        var r6 = Sums(codes + (6 * (nint)stride), stride, query);
        var r7 = Sums(codes + (7 * (nint)stride), stride, query);
        // Lane l of the result is the sum of the lanes of r(l): pairs, then quarters, then halves.
        var a = Avx512F.UnpackLow(r0, r1) + Avx512F.UnpackHigh(r0, r1);
        var b = Avx512F.UnpackLow(r2, r3) + Avx512F.UnpackHigh(r2, r3);
        var c = Avx512F.UnpackLow(r4, r5) + Avx512F.UnpackHigh(r4, r5);
        var d = Avx512F.UnpackLow(r6, r7) + Avx512F.UnpackHigh(r6, r7);
        var ab = Avx512F.Shuffle4x128(a, b, 0x88) + Avx512F.Shuffle4x128(a, b, 0xDD);
        var cd = Avx512F.Shuffle4x128(c, d, 0x88) + Avx512F.Shuffle4x128(c, d, 0xDD);
        var all = Avx512F.Shuffle4x128(ab, cd, 0x88) + Avx512F.Shuffle4x128(ab, cd, 0xDD);
        Avx512F.ConvertToVector128UInt16(all).Store(distances);
    }

    // Eight partial sums of one code.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Sums(byte* code, int stride, byte* query)
    {
        var total = Avx512BW.SumAbsoluteDifferences(BitCounts(Vector512.Load(code) ^ Vector512.Load(query)), Vector512<byte>.Zero).AsUInt64();
        for (var i = 64; i < stride; i += 64)
            total += Avx512BW.SumAbsoluteDifferences(BitCounts(Vector512.Load(code + i) ^ Vector512.Load(query + i)), Vector512<byte>.Zero).AsUInt64();
        return total;
    }

    // The number of ones of each byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> BitCounts(Vector512<byte> bits)
    {
        var counts = Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
        var table = Vector512.Create(Vector256.Create(counts, counts), Vector256.Create(counts, counts));
        var low = Vector512.Create((byte)15);
        return Avx512BW.Shuffle(table, bits & low) + Avx512BW.Shuffle(table, (bits.AsUInt16() >> 4).AsByte() & low);
    }
}
