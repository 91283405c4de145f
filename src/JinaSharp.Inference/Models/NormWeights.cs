using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>The weight and bias of a layer normalisation.</summary>
internal sealed class NormWeights
{
    private readonly float[] _weight;   // [dim]
    private readonly float[] _bias;     // [dim]
    private readonly float _eps;

    public NormWeights(ModelWeights weights, string name, int dim, float eps)
    {
        _weight = weights.Get($"{name}.weight", dim).ToArray();
        _bias = weights.Get($"{name}.bias", dim).ToArray();
        _eps = eps;
    }

    /// <summary>output = LN(x + bias + residual); bias and residual may be empty. The residual lies like the output.</summary>
    public void Apply(int rows, ReadOnlySpan<float> x, int stride, ReadOnlySpan<float> bias, ReadOnlySpan<float> residual, Span<float> output, int outputStride) =>
        LayerNorm.Apply(rows, _weight.Length, x, stride, bias, residual, _weight, _bias, _eps, output, outputStride);
}
