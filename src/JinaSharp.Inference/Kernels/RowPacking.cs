using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JinaSharp.Inference.Kernels;

/// <summary>Turns rows into the layout that tiles read: <c>packed[p * rows + i] = x[i * stride + p]</c>.</summary>
internal static unsafe partial class RowPacking
{
    /// <summary>Packs a block, tile after tile, over <paramref name="depth"/> columns.</summary>
    public static void Pack(RowTiles tiles, ReadOnlySpan<float> x, int stride, int depth, Span<float> packed)
    {
        Debug.Assert(tiles.Rows == 0 || x.Length >= (tiles.Rows - 1) * (long)stride + depth);
        Debug.Assert(packed.Length >= tiles.PackedLength(depth));
        fixed (float* source = x, target = packed)
            for (var tile = 0; tile < tiles.Count; tile++)
                PackTile(source + (nint)tiles.Start(tile) * stride, stride, tiles.Height(tile), depth, target + tiles.PackedStart(tile, depth));
    }

    /// <summary>Packs one tile; up to <see cref="RowTiles.Slack"/> elements after it are overwritten.</summary>
    public static void PackTile(ReadOnlySpan<float> x, int stride, int rows, int depth, Span<float> packed)
    {
        Debug.Assert(x.Length >= (rows - 1) * stride + depth && packed.Length >= rows * depth + (RowTiles.Slack - rows));
        fixed (float* source = x, target = packed) PackTile(source, stride, rows, depth, target);
    }

    /// <summary>Packs one tile; up to <see cref="RowTiles.Slack"/> elements after it are overwritten.</summary>
    public static void PackTile(float* x, nint stride, int rows, int depth, float* packed)
    {
        var p = 0;
        if (Vector512.IsHardwareAccelerated)
            for (; p + 16 <= depth; p += 16) Transpose16(x + p, stride, rows, packed + (nint)p * rows, rows);
        else if (Avx.IsSupported && rows <= 8)
            for (; p + 8 <= depth; p += 8) Transpose8(x + p, stride, rows, packed + (nint)p * rows, rows);
        PackTileReference(x + p, stride, rows, depth - p, packed + (nint)p * rows);
    }

    /// <summary>The oracle.</summary>
    public static void PackTileReference(float* x, nint stride, int rows, int depth, float* packed)
    {
        for (nint p = 0; p < depth; p++)
            for (var i = 0; i < rows; i++)
                packed[p * rows + i] = x[i * stride + p];
    }

    /// <summary>panel[p * 32 + i] = x[i * stride + p]: rows become the columns of one panel; rows that are absent become zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransposePanel(float* x, nint stride, int rows, int depth, float* panel)
    {
        // A panel has 32 columns: two groups of 16 rows of x.
        for (var half = 0; half < MatMul.PanelWidth; half += 16)
        {
            var present = Math.Clamp(rows - half, 0, 16);
            var source = x + half * stride;
            var p = 0;
            if (Vector512.IsHardwareAccelerated)
                for (; p + 16 <= depth; p += 16) Transpose16(source + p, stride, present, panel + (nint)p * MatMul.PanelWidth + half, MatMul.PanelWidth);
            else if (Avx.IsSupported)
                for (; p + 8 <= depth; p += 8)
                {
                    Transpose8(source + p, stride, Math.Min(present, 8), panel + (nint)p * MatMul.PanelWidth + half, MatMul.PanelWidth);
                    Transpose8(source + 8 * stride + p, stride, Math.Max(present - 8, 0), panel + (nint)p * MatMul.PanelWidth + half + 8, MatMul.PanelWidth);
                }
            for (; p < depth; p++)
                for (var i = 0; i < 16; i++)
                    panel[(nint)p * MatMul.PanelWidth + half + i] = i < present ? source[i * stride + p] : 0;
        }
    }
}
