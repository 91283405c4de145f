using System.Numerics.Tensors;
using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>A weight matrix <c>[outputs, inputs]</c>: a tensor of a file, or a slice of one with more sides, times a factor; or values in memory.</summary>
internal readonly record struct MatrixSource
{
    private readonly WeightTensor? _tensor;
    private readonly float[]? _values;
    private readonly long _offset;
    private readonly float _scale = 1;

    public MatrixSource(WeightTensor tensor, int outputs, int inputs, long offset = 0, float scale = 1) =>
        (_tensor, Outputs, Inputs, _offset, _scale) = (tensor, outputs, inputs, offset, scale);

    public MatrixSource(float[] values, int outputs, int inputs) => (_values, Outputs, Inputs) = (values, outputs, inputs);

    public int Outputs { get; }

    public int Inputs { get; }

    /// <summary>The narrowest panels that hold every weight exactly at no cost; halves are looked through for numbers that are too large.</summary>
    public PanelFormat Format() => _scale != 1 ? PanelFormat.F32 : _tensor?.DType switch
    {
        TensorDType.BF16 => PanelFormat.BF16,
        TensorDType.F16 when MatMul.Holds(PanelFormat.F16) && HalfPrecision.AreBelow(PanelWords.Float16Limit, _tensor.Bits(_offset, checked(Outputs * Inputs))) => PanelFormat.F16,
        _ => PanelFormat.F32,
    };

    public static implicit operator MatrixSource(WeightTensor tensor) => new(tensor, (int)tensor.Shape[0], (int)tensor.Shape[1]);

    /// <summary>Whole rows, from <paramref name="row"/> on.</summary>
    public void Read(int row, Span<float> rows)
    {
        if (_tensor is null)
        {
            _values.AsSpan(row * Inputs, rows.Length).CopyTo(rows);
            return;
        }
        _tensor.Read(_offset + (long)row * Inputs, rows);
        if (_scale != 1) TensorPrimitives.Multiply(rows, _scale, rows);
    }
}
