using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JinaSharp.Inference.Kernels;

internal static unsafe partial class RowPacking
{
    /// <summary>target[p * targetStride + i] = x[i * stride + p] for 8 columns and at most 8 rows; each of the 8 stores writes 8 lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose8(float* x, nint stride, int rows, float* target, nint targetStride)
    {
        Vector256<float> r0 = Row8(x, stride, 0, rows), r1 = Row8(x, stride, 1, rows), r2 = Row8(x, stride, 2, rows), r3 = Row8(x, stride, 3, rows),
            r4 = Row8(x, stride, 4, rows), r5 = Row8(x, stride, 5, rows), r6 = Row8(x, stride, 6, rows), r7 = Row8(x, stride, 7, rows);
        // Pairs, then fours, then the two 128-bit halves change places.
        Vector256<float> a0 = Avx.UnpackLow(r0, r1), a1 = Avx.UnpackHigh(r0, r1), a2 = Avx.UnpackLow(r2, r3), a3 = Avx.UnpackHigh(r2, r3),
            a4 = Avx.UnpackLow(r4, r5), a5 = Avx.UnpackHigh(r4, r5), a6 = Avx.UnpackLow(r6, r7), a7 = Avx.UnpackHigh(r6, r7);
        Vector256<float> b0 = Avx.Shuffle(a0, a2, 0x44), b1 = Avx.Shuffle(a0, a2, 0xEE), b2 = Avx.Shuffle(a1, a3, 0x44), b3 = Avx.Shuffle(a1, a3, 0xEE),
            b4 = Avx.Shuffle(a4, a6, 0x44), b5 = Avx.Shuffle(a4, a6, 0xEE), b6 = Avx.Shuffle(a5, a7, 0x44), b7 = Avx.Shuffle(a5, a7, 0xEE);
        Avx.Permute2x128(b0, b4, 0x20).Store(target);
        Avx.Permute2x128(b1, b5, 0x20).Store(target + targetStride);
        Avx.Permute2x128(b2, b6, 0x20).Store(target + 2 * targetStride);
        Avx.Permute2x128(b3, b7, 0x20).Store(target + 3 * targetStride);
        Avx.Permute2x128(b0, b4, 0x31).Store(target + 4 * targetStride);
        Avx.Permute2x128(b1, b5, 0x31).Store(target + 5 * targetStride);
        Avx.Permute2x128(b2, b6, 0x31).Store(target + 6 * targetStride);
        Avx.Permute2x128(b3, b7, 0x31).Store(target + 7 * targetStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Row8(float* x, nint stride, int row, int rows) => row < rows ? Vector256.Load(x + row * stride) : Vector256<float>.Zero;
}
