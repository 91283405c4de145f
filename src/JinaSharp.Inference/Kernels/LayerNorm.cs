using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JinaSharp.Inference.Kernels;

/// <summary>Layer normalisation with the population variance.</summary>
internal static unsafe class LayerNorm
{
    // v = x + bias (+ residual);   out[i] = (v[i] - mean(v)) / sqrt(mean((v - mean(v))²) + eps) * weight[i] + shift[i]
    // x: [rows][stride]; residual, out: [rows][outputStride]; the first dim of each row; bias, weight, shift: [dim]. out may be x or residual.
    public static void Apply(
        int rows, int dim, ReadOnlySpan<float> x, int stride, ReadOnlySpan<float> bias, ReadOnlySpan<float> residual,
        ReadOnlySpan<float> weight, ReadOnlySpan<float> shift, float eps, Span<float> output, int outputStride)
    {
        Debug.Assert(rows == 0 || (x.Length >= (rows - 1) * stride + dim && output.Length >= (rows - 1) * outputStride + dim));
        Debug.Assert(weight.Length >= dim && shift.Length >= dim && (bias.IsEmpty || bias.Length >= dim));
        fixed (float* px = x, pb = bias, pr = residual, pw = weight, ps = shift, po = output)
            for (nint row = 0; row < rows; row++)
            {
                float* source = px + row * stride, addend = pr is null ? null : pr + row * outputStride, target = po + row * outputStride;
                if (Vector512.IsHardwareAccelerated) Row<Lanes512>(source, pb, addend, pw, ps, eps, target, dim);
                else if (Vector256.IsHardwareAccelerated) Row<Lanes256>(source, pb, addend, pw, ps, eps, target, dim);
                else if (Vector128.IsHardwareAccelerated) Row<Lanes128>(source, pb, addend, pw, ps, eps, target, dim);
                else Row<LanesScalar>(source, pb, addend, pw, ps, eps, target, dim);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Row<V>(float* x, float* bias, float* residual, float* weight, float* shift, float eps, float* output, int dim) where V : unmanaged, ILanes<V>
    {
        var whole = dim - dim % V.Count;
        V sums = V.All(0);
        float sum = 0, squares = 0;
        var i = 0;
        for (; i < whole; i += V.Count)
        {
            var v = V.Load(x + i);
            if (bias is not null) v += V.Load(bias + i);
            if (residual is not null) v += V.Load(residual + i);
            V.Store(v, output + i);
            sums += v;
        }
        for (; i < dim; i++)
        {
            var v = x[i];
            if (bias is not null) v += bias[i];
            if (residual is not null) v += residual[i];
            output[i] = v;
            sum += v;
        }
        var mean = (V.Sum(sums) + sum) / dim;

        V means = V.All(mean), squareSums = V.All(0);
        for (i = 0; i < whole; i += V.Count)
        {
            var centred = V.Load(output + i) - means;
            squareSums = V.MultiplyAdd(centred, centred, squareSums);
        }
        for (; i < dim; i++) squares += (output[i] - mean) * (output[i] - mean);
        var scale = 1 / MathF.Sqrt((V.Sum(squareSums) + squares) / dim + eps);

        var scales = V.All(scale);
        for (i = 0; i < whole; i += V.Count)
            V.Store(V.MultiplyAdd((V.Load(output + i) - means) * scales, V.Load(weight + i), V.Load(shift + i)), output + i);
        for (; i < dim; i++) output[i] = (output[i] - mean) * scale * weight[i] + shift[i];
    }

    /// <summary>The oracle, in double precision.</summary>
    public static void Reference(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> shift, double eps, Span<double> output)
    {
        double mean = 0, variance = 0;
        foreach (var value in x) mean += value;
        mean /= x.Length;
        foreach (var value in x) variance += (value - mean) * (value - mean);
        variance /= x.Length;
        for (var i = 0; i < x.Length; i++) output[i] = (x[i] - mean) / Math.Sqrt(variance + eps) * weight[i] + shift[i];
    }
}
