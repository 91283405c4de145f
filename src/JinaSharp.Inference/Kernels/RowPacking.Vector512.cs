using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JinaSharp.Inference.Kernels;

internal static unsafe partial class RowPacking
{
    /// <summary>target[p * targetStride + i] = x[i * stride + p] for 16 columns and at most 16 rows; each of the 16 stores writes 16 lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose16(float* x, nint stride, int rows, float* target, nint targetStride)
    {
        Vector512<float> r0 = Row16(x, stride, 0, rows), r1 = Row16(x, stride, 1, rows), r2 = Row16(x, stride, 2, rows), r3 = Row16(x, stride, 3, rows),
            r4 = Row16(x, stride, 4, rows), r5 = Row16(x, stride, 5, rows), r6 = Row16(x, stride, 6, rows), r7 = Row16(x, stride, 7, rows),
            r8 = Row16(x, stride, 8, rows), r9 = Row16(x, stride, 9, rows), r10 = Row16(x, stride, 10, rows), r11 = Row16(x, stride, 11, rows),
            r12 = Row16(x, stride, 12, rows), r13 = Row16(x, stride, 13, rows), r14 = Row16(x, stride, 14, rows), r15 = Row16(x, stride, 15, rows);
        Interleave(ref r0, ref r1, ref r2, ref r3);
        Interleave(ref r4, ref r5, ref r6, ref r7);
        Interleave(ref r8, ref r9, ref r10, ref r11);
        Interleave(ref r12, ref r13, ref r14, ref r15);
        // Register n of each group of four now holds column 4q + n in its 128-bit lane q, for its four rows.
        InterleaveLanes(ref r0, ref r4, ref r8, ref r12);
        InterleaveLanes(ref r1, ref r5, ref r9, ref r13);
        InterleaveLanes(ref r2, ref r6, ref r10, ref r14);
        InterleaveLanes(ref r3, ref r7, ref r11, ref r15);
        // In ascending order: what a store writes past its tile's height is overwritten by the next.
        r0.Store(target);
        r1.Store(target + targetStride);
        r2.Store(target + 2 * targetStride);
        r3.Store(target + 3 * targetStride);
        r4.Store(target + 4 * targetStride);
        r5.Store(target + 5 * targetStride);
        r6.Store(target + 6 * targetStride);
        r7.Store(target + 7 * targetStride);
        r8.Store(target + 8 * targetStride);
        r9.Store(target + 9 * targetStride);
        r10.Store(target + 10 * targetStride);
        r11.Store(target + 11 * targetStride);
        r12.Store(target + 12 * targetStride);
        r13.Store(target + 13 * targetStride);
        r14.Store(target + 14 * targetStride);
        r15.Store(target + 15 * targetStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Row16(float* x, nint stride, int row, int rows) => row < rows ? Vector512.Load(x + row * stride) : Vector512<float>.Zero;

    /// <summary>A 4 x 4 transpose in each 128-bit lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(ref Vector512<float> r0, ref Vector512<float> r1, ref Vector512<float> r2, ref Vector512<float> r3)
    {
        Vector512<double> low01 = Avx512F.UnpackLow(r0, r1).AsDouble(), high01 = Avx512F.UnpackHigh(r0, r1).AsDouble(),
            low23 = Avx512F.UnpackLow(r2, r3).AsDouble(), high23 = Avx512F.UnpackHigh(r2, r3).AsDouble();
        r0 = Avx512F.UnpackLow(low01, low23).AsSingle();
        r1 = Avx512F.UnpackHigh(low01, low23).AsSingle();
        r2 = Avx512F.UnpackLow(high01, high23).AsSingle();
        r3 = Avx512F.UnpackHigh(high01, high23).AsSingle();
    }

    /// <summary>A 4 x 4 transpose of 128-bit lanes; afterwards the registers hold columns n, 4 + n, 8 + n and 12 + n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InterleaveLanes(ref Vector512<float> g0, ref Vector512<float> g1, ref Vector512<float> g2, ref Vector512<float> g3)
    {
        Vector512<float> even01 = Avx512F.Shuffle4x128(g0, g1, 0x88), odd01 = Avx512F.Shuffle4x128(g0, g1, 0xDD),
            even23 = Avx512F.Shuffle4x128(g2, g3, 0x88), odd23 = Avx512F.Shuffle4x128(g2, g3, 0xDD);
        g0 = Avx512F.Shuffle4x128(even01, even23, 0x88);
        g1 = Avx512F.Shuffle4x128(odd01, odd23, 0x88);
        g2 = Avx512F.Shuffle4x128(even01, even23, 0xDD);
        g3 = Avx512F.Shuffle4x128(odd01, odd23, 0xDD);
    }
}
