using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace JinaSharp.Benchmarks.Vectors;

/// <summary>What the machine can do right now, measured beside the things compared with it.</summary>
internal static unsafe class MachineLimits
{
    /// <summary>Bytes a second that one thread reads from memory, far more than the caches hold.</summary>
    public static double ReadBandwidth(long bytes = 1L << 30)
    {
        var memory = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, 4096);
        new Span<byte>(memory, int.MaxValue > bytes ? (int)bytes : int.MaxValue).Fill(1);
        var time = Measurement.Median(7, () => Sink = Sum(memory, bytes));
        NativeMemory.AlignedFree(memory);
        return bytes / time.TotalSeconds;
    }

    /// <summary>Floating point operations a second of one thread: multiply-adds on registers.</summary>
    public static double MultiplyAddPeak()
    {
        const int rounds = 20_000_000;
        var time = Measurement.Median(5, () => Sink = Multiply(rounds));
        var width = Vector512.IsHardwareAccelerated ? 16 : 8;
        return 2.0 * 12 * width * rounds / time.TotalSeconds;
    }

    internal static float Sink { get; private set; }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Sum(byte* memory, long bytes)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        for (long i = 0; i < bytes; i += 256)
        {
            a += Vector512.Load((float*)(memory + i));
            b += Vector512.Load((float*)(memory + i + 64));
            c += Vector512.Load((float*)(memory + i + 128));
            d += Vector512.Load((float*)(memory + i + 192));
        }
        return Vector512.Sum(a + b + (c + d));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float Multiply(int rounds)
    {
        if (!Vector512.IsHardwareAccelerated) return Multiply256(rounds);
        var x = Vector512.Create(0.999f);
        Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (var round = 0; round < rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, x); b = Vector512.FusedMultiplyAdd(b, x, x); c = Vector512.FusedMultiplyAdd(c, x, x); d = Vector512.FusedMultiplyAdd(d, x, x);
            e = Vector512.FusedMultiplyAdd(e, x, x); f = Vector512.FusedMultiplyAdd(f, x, x); g = Vector512.FusedMultiplyAdd(g, x, x); h = Vector512.FusedMultiplyAdd(h, x, x);
            i = Vector512.FusedMultiplyAdd(i, x, x); j = Vector512.FusedMultiplyAdd(j, x, x); k = Vector512.FusedMultiplyAdd(k, x, x); l = Vector512.FusedMultiplyAdd(l, x, x);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    private static float Multiply256(int rounds)
    {
        var x = Vector256.Create(0.999f);
        Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (var round = 0; round < rounds; round++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, x); b = Vector256.FusedMultiplyAdd(b, x, x); c = Vector256.FusedMultiplyAdd(c, x, x); d = Vector256.FusedMultiplyAdd(d, x, x);
            e = Vector256.FusedMultiplyAdd(e, x, x); f = Vector256.FusedMultiplyAdd(f, x, x); g = Vector256.FusedMultiplyAdd(g, x, x); h = Vector256.FusedMultiplyAdd(h, x, x);
            i = Vector256.FusedMultiplyAdd(i, x, x); j = Vector256.FusedMultiplyAdd(j, x, x); k = Vector256.FusedMultiplyAdd(k, x, x); l = Vector256.FusedMultiplyAdd(l, x, x);
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
