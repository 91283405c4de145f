using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using JinaSharp.Inference.Runtime;

namespace JinaSharp.Benchmarks.Inference;

/// <summary>The physical limit: multiply-adds on registers alone, at the widest vectors that the engine itself uses.</summary>
internal static class FmaPeak
{
    private const long Steps = 2_000_000;

    /// <summary>GFLOP/s, the best of several tries.</summary>
    public static double Measure(WorkerTeam team, int tries = 5)
    {
        var work = new Loop();
        double best = 0;
        for (var i = 0; i < tries; i++)
        {
            var started = Stopwatch.GetTimestamp();
            team.Run(work, team.Size);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            best = Math.Max(best, team.Size * Steps * 12.0 * (Vector512.IsHardwareAccelerated ? 32 : 16) / seconds / 1e9);
        }
        return best;
    }

    private sealed class Loop : IParallelWork
    {
        private float _sink;

        public void Execute(int item, int worker) => _sink += Vector512.IsHardwareAccelerated ? Wide(item + 1) : Narrow(item + 1);

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private static float Wide(float seed)
        {
            Vector512<float> x = Vector512.Create(seed), y = Vector512.Create(0.99999f);
            Vector512<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
            for (long step = 0; step < Steps; step++)
            {
                a = Avx512F.FusedMultiplyAdd(x, y, a);
                b = Avx512F.FusedMultiplyAdd(x, y, b);
                c = Avx512F.FusedMultiplyAdd(x, y, c);
                d = Avx512F.FusedMultiplyAdd(x, y, d);
                e = Avx512F.FusedMultiplyAdd(x, y, e);
                f = Avx512F.FusedMultiplyAdd(x, y, f);
                g = Avx512F.FusedMultiplyAdd(x, y, g);
                h = Avx512F.FusedMultiplyAdd(x, y, h);
                i = Avx512F.FusedMultiplyAdd(x, y, i);
                j = Avx512F.FusedMultiplyAdd(x, y, j);
                k = Avx512F.FusedMultiplyAdd(x, y, k);
                l = Avx512F.FusedMultiplyAdd(x, y, l);
            }
            return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private static float Narrow(float seed)
        {
            Vector256<float> x = Vector256.Create(seed), y = Vector256.Create(0.99999f);
            Vector256<float> a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
            for (long step = 0; step < Steps; step++)
            {
                a = Fma.MultiplyAdd(x, y, a);
                b = Fma.MultiplyAdd(x, y, b);
                c = Fma.MultiplyAdd(x, y, c);
                d = Fma.MultiplyAdd(x, y, d);
                e = Fma.MultiplyAdd(x, y, e);
                f = Fma.MultiplyAdd(x, y, f);
                g = Fma.MultiplyAdd(x, y, g);
                h = Fma.MultiplyAdd(x, y, h);
                i = Fma.MultiplyAdd(x, y, i);
                j = Fma.MultiplyAdd(x, y, j);
                k = Fma.MultiplyAdd(x, y, k);
                l = Fma.MultiplyAdd(x, y, l);
            }
            return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
        }
    }
}
