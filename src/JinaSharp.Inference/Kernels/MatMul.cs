using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JinaSharp.Inference.Kernels;

/// <summary>The register tile that all matrix products are made of, in the form that the processor runs best.</summary>
/// <remarks>
/// c[i, j] = init[i, j] + Σ_p a[p, i] · b[p, j]      i: rows of the tile, j: the 32 columns of one panel, p: k steps
/// Every element is one chain of multiply-adds over ascending p, whatever the height of the tile: splitting rows differently changes no bit.
/// </remarks>
internal static unsafe class MatMul
{
    /// <summary>Columns of a weight panel, on every processor.</summary>
    public const int PanelWidth = 32;

    private static readonly delegate*<float*, nint, void*, float*, nint, float*, nint, nint, byte*, nint, void>[] s_f32 = Tiles(bfloat16: false);
    private static readonly delegate*<float*, nint, void*, float*, nint, float*, nint, nint, byte*, nint, void>[] s_bf16 = Tiles(bfloat16: true);

    /// <summary>The most rows of one tile.</summary>
    public static int MaxRows { get; } = Vector512.IsHardwareAccelerated ? MatMulTiles512.MaxRows : MatMulTiles256.MaxRows;

    /// <summary>The name of the instruction set in use, for reports.</summary>
    public static string InstructionSet =>
        Vector512.IsHardwareAccelerated ? "AVX-512" : Fma.IsSupported ? "AVX2" : Vector128.IsHardwareAccelerated ? "128-bit" : "scalar";

    /// <summary>
    /// One tile. Strides are in elements; an init stride of zero repeats one row, a negative one walks backwards. Each step also asks for the memory
    /// at <paramref name="ahead"/>, <paramref name="aheadStep"/> bytes further than the last: a share of the weights that come next.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tile(bool bfloat16, int rows, float* a, nint aStride, void* panel, float* init, nint initStride, float* c, nint cStride, nint k,
        void* ahead, nint aheadStep)
    {
        Debug.Assert(rows >= 1 && rows <= MaxRows);
        if (Vector128.IsHardwareAccelerated) (bfloat16 ? s_bf16 : s_f32)[rows](a, aStride, panel, init, initStride, c, cStride, k, (byte*)ahead, aheadStep);
        else TileReference(bfloat16, rows, a, aStride, panel, init, initStride, c, cStride, k);
    }

    /// <summary>One tile whose next weights are near already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tile(bool bfloat16, int rows, float* a, nint aStride, void* panel, float* init, nint initStride, float* c, nint cStride, nint k) =>
        Tile(bfloat16, rows, a, aStride, panel, init, initStride, c, cStride, k, panel, 0);

    /// <summary>The oracle: the formula, one element after another.</summary>
    public static void TileReference(bool bfloat16, int rows, float* a, nint aStride, void* panel, float* init, nint initStride, float* c, nint cStride, nint k)
    {
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < PanelWidth; j++)
            {
                var sum = init[i * initStride + j];
                for (nint p = 0; p < k; p++) sum += a[p * aStride + i] * Weight(bfloat16, panel, p, j);
                c[i * cStride + j] = sum;
            }
    }

    // Packed bfloat16: word j of a step holds column j in its low half and column j + 16 in its high half.
    private static float Weight(bool bfloat16, void* panel, nint p, int j)
    {
        if (!bfloat16) return ((float*)panel)[p * PanelWidth + j];
        var word = ((uint*)panel)[p * (PanelWidth / 2) + j % 16];
        return BitConverter.UInt32BitsToSingle(j < 16 ? word << 16 : word & 0xFFFF0000u);
    }

    private static delegate*<float*, nint, void*, float*, nint, float*, nint, nint, byte*, nint, void>[] Tiles(bool bfloat16)
    {
        if (Vector512.IsHardwareAccelerated) return bfloat16 ? MatMulTiles512.BF16 : MatMulTiles512.F32;
        if (Vector256.IsHardwareAccelerated && Fma.IsSupported) return bfloat16 ? MatMulTiles256.BF16 : MatMulTiles256.F32;
        return bfloat16 ? MatMulTiles128.BF16 : MatMulTiles128.F32;
    }
}
