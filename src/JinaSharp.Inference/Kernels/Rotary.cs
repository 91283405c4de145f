using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JinaSharp.Inference.Kernels;

/// <summary>Rotary positions, half-split form, on heads in panel layout.</summary>
internal static unsafe class Rotary
{
    /// <summary>cosines[p, k] = cos(p · base^(-2k / size)) and the sines, for k below half a head, in rows of <c>half</c>.</summary>
    public static void FillTable(int positions, int headSize, double rotaryBase, Span<float> cosines, Span<float> sines, int firstPosition = 0)
    {
        var half = headSize / 2;
        for (var k = 0; k < half; k++)
        {
            var frequency = Math.Pow(rotaryBase, -2.0 * k / headSize);
            for (var p = firstPosition; p < positions; p++)
            {
                var (sine, cosine) = Math.SinCos(p * frequency);
                cosines[p * half + k] = (float)cosine;
                sines[p * half + k] = (float)sine;
            }
        }
    }

    // y[k]        = x[k] cos(a[k]) - x[k + half] sin(a[k])         a[k] = position · base^(-2k / size), k below half = size / 2
    // y[k + half] = x[k + half] cos(a[k]) + x[k] sin(a[k])
    // panels: the queries' or the keys' part of the head layout; rows firstToken .. firstToken + positions.Length, in place
    public static void Apply(
        HeadLayout layout, Span<float> panels, int tokens, int firstToken, ReadOnlySpan<int> positions, ReadOnlySpan<float> cosines, ReadOnlySpan<float> sines)
    {
        Debug.Assert(panels.Length >= layout.Panels * tokens * MatMul.PanelWidth);
        var half = layout.HeadSize / 2;
        fixed (float* p = panels, c = cosines, s = sines)
            for (var head = 0; head < layout.Heads; head++)
                for (var i = 0; i < positions.Length; i++)
                {
                    var row = p + ((nint)head * layout.HeadPanels * tokens + firstToken + i) * MatMul.PanelWidth;
                    var cosine = c + (nint)positions[i] * half;
                    var sine = s + (nint)positions[i] * half;
                    if (half % MatMul.PanelWidth != 0) RotateReference(row, (nint)tokens * MatMul.PanelWidth, half, cosine, sine);
                    else
                        for (var k = 0; k < half; k += MatMul.PanelWidth)
                        {
                            var x = row + (nint)(k / MatMul.PanelWidth) * tokens * MatMul.PanelWidth;
                            var y = row + (nint)((half + k) / MatMul.PanelWidth) * tokens * MatMul.PanelWidth;
                            if (Vector512.IsHardwareAccelerated) Rotate<Lanes512>(x, y, cosine + k, sine + k);
                            else if (Vector256.IsHardwareAccelerated) Rotate<Lanes256>(x, y, cosine + k, sine + k);
                            else if (Vector128.IsHardwareAccelerated) Rotate<Lanes128>(x, y, cosine + k, sine + k);
                            else Rotate<LanesScalar>(x, y, cosine + k, sine + k);
                        }
                }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rotate<V>(float* x, float* y, float* cosine, float* sine) where V : unmanaged, ILanes<V>
    {
        for (var k = 0; k < MatMul.PanelWidth; k += V.Count)
        {
            V a = V.Load(x + k), b = V.Load(y + k), c = V.Load(cosine + k), s = V.Load(sine + k);
            V.Store(a * c - b * s, x + k);
            V.Store(V.MultiplyAdd(b, c, a * s), y + k);
        }
    }

    /// <summary>The oracle, and the way of head sizes whose halves do not fill panels. Dimension d is at panel d / 32, lane d % 32.</summary>
    internal static void RotateReference(float* head, nint panelStride, int half, float* cosine, float* sine)
    {
        for (var k = 0; k < half; k++)
        {
            ref var x = ref head[k / MatMul.PanelWidth * panelStride + k % MatMul.PanelWidth];
            ref var y = ref head[(k + half) / MatMul.PanelWidth * panelStride + (k + half) % MatMul.PanelWidth];
            (x, y) = (x * cosine[k] - y * sine[k], y * cosine[k] + x * sine[k]);
        }
    }
}
