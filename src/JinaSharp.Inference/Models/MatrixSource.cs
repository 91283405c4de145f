using System.Numerics.Tensors;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>A weight matrix <c>[outputs, inputs]</c> in a file: a tensor, or a slice of one with more sides, times a factor.</summary>
internal readonly record struct MatrixSource(WeightTensor Tensor, int Outputs, int Inputs, long Offset = 0, float Scale = 1)
{
    public bool IsBFloat16 => Tensor.DType == TensorDType.BF16 && Scale == 1;

    public static implicit operator MatrixSource(WeightTensor tensor) => new(tensor, (int)tensor.Shape[0], (int)tensor.Shape[1]);

    /// <summary>Whole rows, from <paramref name="row"/> on.</summary>
    public void Read(int row, Span<float> rows)
    {
        Tensor.Read(Offset + (long)row * Inputs, rows);
        if (Scale != 1) TensorPrimitives.Multiply(rows, Scale, rows);
    }
}
