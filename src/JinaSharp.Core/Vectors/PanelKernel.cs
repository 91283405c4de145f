using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JinaSharp;

/// <summary>Dot products of a few rows with a panel of 32 packed vectors, all sums in registers.</summary>
/// <remarks>
/// Each value of a row is broadcast once and multiplied with the 32 vectors' values of that dimension: 12 rows by 32 columns are 24 sums of
/// 512 bits, with 256 bits 4 rows by 16 columns. Reads and additions overlap, so the multiply-adds are the limit (benchmark <c>maxsim</c>).
/// </remarks>
internal static unsafe class PanelKernel
{
    /// <summary>Vectors side by side in a panel.</summary>
    public const int Width = 32;

    /// <summary>The most rows of one call.</summary>
    public const int MaxHeight = 12;

    /// <summary>How many rows to take next. A last short tile moves <paramref name="row"/> back over rows already done: doing them again costs less than a low tile.</summary>
    public static int HeightFor(int rowCount, ref int row)
    {
        var left = rowCount - row;
        if (left >= MaxHeight) return MaxHeight;
        if (rowCount < MaxHeight || left <= 2) return left;
        row = rowCount - MaxHeight;
        return MaxHeight;
    }

    /// <summary>Asks for the next rows while the ones before are multiplied: twelve short streams are more than the processor foresees.</summary>
    public static void Prefetch(ReadOnlySpan<float> rows, int count)
    {
        if (!Sse.IsSupported) return;
        fixed (float* start = rows)
            for (var i = 0; i < Math.Min(count, rows.Length); i += 16)
                Sse.Prefetch0(start + i);
    }

    // result[r][c] = sum over k of rows[r][k] * panel[k][c]          rows: [height][stride], panel: [dimensions][32], result: [height][32]
    public static void Tile(float* rows, int stride, int height, float* panel, int dimensions, float* result)
    {
        Debug.Assert(height is > 0 and <= MaxHeight);
        if (Vector512.IsHardwareAccelerated && height == MaxHeight)
        {
            Tile12(rows, stride, panel, dimensions, result);
            return;
        }
        var r = 0;
        for (; Vector256.IsHardwareAccelerated && r + 4 <= height; r += 4)
        {
            Tile4(rows + ((nint)r * stride), stride, panel, dimensions, result + (r * Width));
            Tile4(rows + ((nint)r * stride), stride, panel + 16, dimensions, result + (r * Width) + 16);
        }
        for (; r < height; r++) Tile1(rows + ((nint)r * stride), panel, dimensions, result + (r * Width));
    }

    // best[c] = max(best[c], tile[r][c] over r)          tile: [height][32], best: [32]
    public static void MaxInto(ReadOnlySpan<float> tile, int height, Span<float> best)
    {
        Debug.Assert(tile.Length >= height * Width && best.Length == Width);
        ref var source = ref MemoryMarshal.GetReference(tile);
        ref var target = ref MemoryMarshal.GetReference(best);
        if (Vector512.IsHardwareAccelerated)
        {
            var low = Vector512.LoadUnsafe(ref target);
            var high = Vector512.LoadUnsafe(ref target, 16);
            for (var r = 0; r < height; r++)
            {
                low = Vector512.MaxNative(low, Vector512.LoadUnsafe(ref source, (nuint)(r * Width)));
                high = Vector512.MaxNative(high, Vector512.LoadUnsafe(ref source, (nuint)(r * Width) + 16));
            }
            low.StoreUnsafe(ref target);
            high.StoreUnsafe(ref target, 16);
            return;
        }
        for (var r = 0; r < height; r++)
            for (var c = 0; c < Width; c++)
                best[c] = MathF.Max(best[c], tile[(r * Width) + c]);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile12(float* rows, int stride, float* panel, int dimensions, float* result)
    {
        Vector512<float> a0 = default, b0 = default;
        Vector512<float> a1 = default, b1 = default;
        Vector512<float> a2 = default, b2 = default;
        Vector512<float> a3 = default, b3 = default;
        Vector512<float> a4 = default, b4 = default;
        Vector512<float> a5 = default, b5 = default;
        Vector512<float> a6 = default, b6 = default;
        Vector512<float> a7 = default, b7 = default;
        Vector512<float> a8 = default, b8 = default;
        Vector512<float> a9 = default, b9 = default;
        Vector512<float> a10 = default, b10 = default;
        Vector512<float> a11 = default, b11 = default;
        nint step = stride;
        float* r0 = rows, r1 = r0 + step, r2 = r1 + step, r3 = r2 + step, r4 = r3 + step, r5 = r4 + step;
        float* r6 = r5 + step, r7 = r6 + step, r8 = r7 + step, r9 = r8 + step, r10 = r9 + step, r11 = r10 + step;
        for (nint k = 0; k < dimensions; k++)
        {
            var low = Vector512.Load(panel);
            var high = Vector512.Load(panel + 16);
            panel += Width;
            var v0 = Vector512.Create(r0[k]);
            a0 = Vector512.FusedMultiplyAdd(v0, low, a0);
            b0 = Vector512.FusedMultiplyAdd(v0, high, b0);
            var v1 = Vector512.Create(r1[k]);
            a1 = Vector512.FusedMultiplyAdd(v1, low, a1);
            b1 = Vector512.FusedMultiplyAdd(v1, high, b1);
            var v2 = Vector512.Create(r2[k]);
            a2 = Vector512.FusedMultiplyAdd(v2, low, a2);
            b2 = Vector512.FusedMultiplyAdd(v2, high, b2);
            var v3 = Vector512.Create(r3[k]);
            a3 = Vector512.FusedMultiplyAdd(v3, low, a3);
            b3 = Vector512.FusedMultiplyAdd(v3, high, b3);
            var v4 = Vector512.Create(r4[k]);
            a4 = Vector512.FusedMultiplyAdd(v4, low, a4);
            b4 = Vector512.FusedMultiplyAdd(v4, high, b4);
            var v5 = Vector512.Create(r5[k]);
            a5 = Vector512.FusedMultiplyAdd(v5, low, a5);
            b5 = Vector512.FusedMultiplyAdd(v5, high, b5);
            var v6 = Vector512.Create(r6[k]);
            a6 = Vector512.FusedMultiplyAdd(v6, low, a6);
            b6 = Vector512.FusedMultiplyAdd(v6, high, b6);
            var v7 = Vector512.Create(r7[k]);
            a7 = Vector512.FusedMultiplyAdd(v7, low, a7);
            b7 = Vector512.FusedMultiplyAdd(v7, high, b7);
            var v8 = Vector512.Create(r8[k]);
            a8 = Vector512.FusedMultiplyAdd(v8, low, a8);
            b8 = Vector512.FusedMultiplyAdd(v8, high, b8);
            var v9 = Vector512.Create(r9[k]);
            a9 = Vector512.FusedMultiplyAdd(v9, low, a9);
            b9 = Vector512.FusedMultiplyAdd(v9, high, b9);
            var v10 = Vector512.Create(r10[k]);
            a10 = Vector512.FusedMultiplyAdd(v10, low, a10);
            b10 = Vector512.FusedMultiplyAdd(v10, high, b10);
            var v11 = Vector512.Create(r11[k]);
            a11 = Vector512.FusedMultiplyAdd(v11, low, a11);
            b11 = Vector512.FusedMultiplyAdd(v11, high, b11);
        }
        a0.Store(result + 0);
        b0.Store(result + 16);
        a1.Store(result + 32);
        b1.Store(result + 48);
        a2.Store(result + 64);
        b2.Store(result + 80);
        a3.Store(result + 96);
        b3.Store(result + 112);
        a4.Store(result + 128);
        b4.Store(result + 144);
        a5.Store(result + 160);
        b5.Store(result + 176);
        a6.Store(result + 192);
        b6.Store(result + 208);
        a7.Store(result + 224);
        b7.Store(result + 240);
        a8.Store(result + 256);
        b8.Store(result + 272);
        a9.Store(result + 288);
        b9.Store(result + 304);
        a10.Store(result + 320);
        b10.Store(result + 336);
        a11.Store(result + 352);
        b11.Store(result + 368);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Tile4(float* rows, int stride, float* panel, int dimensions, float* result)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        float* r0 = rows, r1 = r0 + stride, r2 = r1 + stride, r3 = r2 + stride;
        for (nint k = 0; k < dimensions; k++)
        {
            var low = Vector256.Load(panel);
            var high = Vector256.Load(panel + 8);
            panel += Width;
            var v = Vector256.Create(r0[k]);
            a0 = Vector256.MultiplyAddEstimate(v, low, a0);
            b0 = Vector256.MultiplyAddEstimate(v, high, b0);
            v = Vector256.Create(r1[k]);
            a1 = Vector256.MultiplyAddEstimate(v, low, a1);
            b1 = Vector256.MultiplyAddEstimate(v, high, b1);
            v = Vector256.Create(r2[k]);
            a2 = Vector256.MultiplyAddEstimate(v, low, a2);
            b2 = Vector256.MultiplyAddEstimate(v, high, b2);
            v = Vector256.Create(r3[k]);
            a3 = Vector256.MultiplyAddEstimate(v, low, a3);
            b3 = Vector256.MultiplyAddEstimate(v, high, b3);
        }
        a0.Store(result);
        b0.Store(result + 8);
        a1.Store(result + Width);
        b1.Store(result + Width + 8);
        a2.Store(result + (2 * Width));
        b2.Store(result + (2 * Width) + 8);
        a3.Store(result + (3 * Width));
        b3.Store(result + (3 * Width) + 8);
    }

    // The reference: one row, one column after another over the panel's lines.
    private static void Tile1(float* row, float* panel, int dimensions, float* result)
    {
        var sums = new Span<float>(result, Width);
        sums.Clear();
        for (nint k = 0; k < dimensions; k++)
        {
            var value = row[k];
            var line = panel + (k * Width);
            if (Vector128.IsHardwareAccelerated)
            {
                for (var c = 0; c < Width; c += Vector128<float>.Count)
                    Vector128.MultiplyAddEstimate(Vector128.Create(value), Vector128.Load(line + c), Vector128.Load(result + c)).Store(result + c);
                continue;
            }
            for (var c = 0; c < Width; c++) sums[c] += value * line[c];
        }
    }
}
