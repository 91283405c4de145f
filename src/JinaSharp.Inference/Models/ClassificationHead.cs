using System.Numerics.Tensors;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>The head of the cross-encoders: <c>logit = w · tanh(W x + b) + c</c> on the state of the first token.</summary>
internal sealed class ClassificationHead
{
    private readonly float[] _dense;    // [hidden, hidden]
    private readonly float[] _bias;     // [hidden]
    private readonly float[] _output;   // [hidden]
    private readonly float _outputBias;

    /// <param name="weights">The tensors.</param>
    /// <param name="dense">The name of the hidden layer.</param>
    /// <param name="output">The name of the output layer.</param>
    /// <param name="dim">The dimensions of a token state.</param>
    public ClassificationHead(ModelWeights weights, string dense, string output, int dim)
    {
        _dense = weights.Get($"{dense}.weight", dim, dim).ToArray();
        _bias = weights.Get($"{dense}.bias", dim).ToArray();
        _output = weights.Get($"{output}.weight", 1, dim).ToArray();
        _outputBias = weights.Get($"{output}.bias", 1).ToArray()[0];
    }

    public float Logit(ReadOnlySpan<float> x)
    {
        var logit = _outputBias;
        for (var i = 0; i < x.Length; i++)
            logit += _output[i] * MathF.Tanh(TensorPrimitives.Dot(_dense.AsSpan(i * x.Length, x.Length), x) + _bias[i]);
        return logit;
    }
}
