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

    private static readonly delegate*<float*, nint, void*, float*, nint, float*, nint, nint, byte*, nint, void>[] s_f32 = Tiles(PanelFormat.F32);
    private static readonly delegate*<float*, nint, void*, float*, nint, float*, nint, nint, byte*, nint, void>[] s_bf16 = Tiles(PanelFormat.BF16);
    private static readonly delegate*<float*, nint, void*, float*, nint, float*, nint, nint, byte*, nint, void>[] s_f16 = Tiles(PanelFormat.F16);

    /// <summary>The most rows of one tile.</summary>
    public static int MaxRows { get; } = Vector512.IsHardwareAccelerated ? MatMulTiles512.MaxRows : MatMulTiles256.MaxRows;

    /// <summary>The name of the instruction set in use, for reports.</summary>
    public static string InstructionSet =>
        Vector512.IsHardwareAccelerated ? "AVX-512" : Fma.IsSupported ? "AVX2" : Vector128.IsHardwareAccelerated ? "128-bit" : "scalar";

    /// <summary>Whether there are tiles for the format: halves are widened for nothing by 512 bits only, and cost low tiles a tenth; benchmark "encoder".</summary>
    public static bool Holds(PanelFormat format) => format != PanelFormat.F16 || Vector512.IsHardwareAccelerated;

    /// <summary>
    /// One tile. Strides are in elements; an init stride of zero repeats one row, a negative one walks backwards. Each step also asks for the memory
    /// at <paramref name="ahead"/>, <paramref name="aheadStep"/> bytes further than the last: a share of the weights that come next.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tile(PanelFormat format, int rows, float* a, nint aStride, void* panel, float* init, nint initStride, float* c, nint cStride, nint k,
        void* ahead, nint aheadStep)
    {
        Debug.Assert(rows >= 1 && rows <= MaxRows && Holds(format));
        if (Vector128.IsHardwareAccelerated) (format == PanelFormat.F32 ? s_f32 : format == PanelFormat.BF16 ? s_bf16 : s_f16)[rows](a, aStride, panel, init, initStride, c, cStride, k, (byte*)ahead, aheadStep);
        else TileReference(format, rows, a, aStride, panel, init, initStride, c, cStride, k);
    }

    /// <summary>One tile of floats whose next panel is near already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Tile(int rows, float* a, nint aStride, float* panel, float* init, nint initStride, float* c, nint cStride, nint k) =>
        Tile(PanelFormat.F32, rows, a, aStride, panel, init, initStride, c, cStride, k, panel, 0);

    /// <summary>The oracle: the formula, one element after another.</summary>
    public static void TileReference(PanelFormat format, int rows, float* a, nint aStride, void* panel, float* init, nint initStride, float* c, nint cStride, nint k)
    {
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < PanelWidth; j++)
            {
                var sum = init[i * initStride + j];
                for (nint p = 0; p < k; p++) sum += a[p * aStride + i] * Weight(format, panel, p, j);
                c[i * cStride + j] = sum;
            }
    }

    private static float Weight(PanelFormat format, void* panel, nint p, int j)
    {
        const int Half = PanelWidth / 2;
        return format == PanelFormat.F32
            ? ((float*)panel)[p * PanelWidth + j]
            : PanelWords.Widen(format, ((uint*)panel)[p * Half + j % Half], j >= Half);
    }

    private static delegate*<float*, nint, void*, float*, nint, float*, nint, nint, byte*, nint, void>[] Tiles(PanelFormat format)
    {
        if (Vector512.IsHardwareAccelerated)
            return format switch { PanelFormat.F32 => MatMulTiles512.F32, PanelFormat.BF16 => MatMulTiles512.BF16, _ => MatMulTiles512.F16 };
        if (!Holds(format)) return [];
        if (Vector256.IsHardwareAccelerated && Fma.IsSupported) return format == PanelFormat.F32 ? MatMulTiles256.F32 : MatMulTiles256.BF16;
        return format == PanelFormat.F32 ? MatMulTiles128.F32 : MatMulTiles128.BF16;
    }
}
