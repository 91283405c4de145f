using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JinaSharp.Inference.Kernels;

/// <summary>The exact GELU, alone and as a gate.</summary>
internal static unsafe class Gelu
{
    // x[i] = gelu(x[i])
    public static void Apply(Span<float> x)
    {
        fixed (float* p = x)
        {
            if (Vector512.IsHardwareAccelerated) Apply<Lanes512>(p, x.Length);
            else if (Vector256.IsHardwareAccelerated) Apply<Lanes256>(p, x.Length);
            else if (Vector128.IsHardwareAccelerated) Apply<Lanes128>(p, x.Length);
            else Apply<LanesScalar>(p, x.Length);
        }
    }

    // activated[i] = gelu(activated[i]) * gate[i]
    public static void Gate(Span<float> activated, ReadOnlySpan<float> gate)
    {
        Debug.Assert(gate.Length >= activated.Length);
        fixed (float* p = activated, g = gate)
        {
            if (Vector512.IsHardwareAccelerated) Gate<Lanes512>(p, g, activated.Length);
            else if (Vector256.IsHardwareAccelerated) Gate<Lanes256>(p, g, activated.Length);
            else if (Vector128.IsHardwareAccelerated) Gate<Lanes128>(p, g, activated.Length);
            else Gate<LanesScalar>(p, g, activated.Length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Apply<V>(float* x, int length) where V : unmanaged, ILanes<V>
    {
        var i = 0;
        for (; i + V.Count <= length; i += V.Count) V.Store(LaneMath.Gelu(V.Load(x + i)), x + i);
        if (i == length) return;
        var tail = stackalloc float[V.Count];
        for (var j = i; j < length; j++) tail[j - i] = x[j];
        V.Store(LaneMath.Gelu(V.Load(tail)), tail);
        for (var j = i; j < length; j++) x[j] = tail[j - i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Gate<V>(float* activated, float* gate, int length) where V : unmanaged, ILanes<V>
    {
        var i = 0;
        for (; i + V.Count <= length; i += V.Count) V.Store(LaneMath.Gelu(V.Load(activated + i)) * V.Load(gate + i), activated + i);
        if (i == length) return;
        Apply<V>(activated + i, length - i);
        for (; i < length; i++) activated[i] *= gate[i];
    }
}
