using System.Numerics.Tensors;

namespace JinaSharp.Inference.Kernels;

/// <summary>From token states to one vector.</summary>
internal static class Pooling
{
    // out[i] = (1 / rows) Σ_r x[r * stride + i]      summed in double: the mean of thousands of tokens loses nothing
    public static void Mean(int rows, ReadOnlySpan<float> x, int stride, Span<double> sums, Span<float> output)
    {
        sums = sums[..output.Length];
        sums.Clear();
        for (var row = 0; row < rows; row++)
        {
            var values = x.Slice(row * stride, output.Length);
            for (var i = 0; i < values.Length; i++) sums[i] += values[i];
        }
        for (var i = 0; i < output.Length; i++) output[i] = (float)(sums[i] / rows);
    }

    // x[i] /= max(‖x‖, 1e-12)
    public static void Normalize(Span<float> x)
    {
        double squares = 0;
        foreach (var value in x) squares += (double)value * value;
        TensorPrimitives.Multiply(x, (float)(1 / Math.Max(Math.Sqrt(squares), 1e-12)), x);
    }
}
