using System.Numerics.Tensors;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>One task's adapter of an embedding table: <c>E'[i] = E[i] + A[i] B</c>. A stays in its file.</summary>
/// <param name="First">A, whose element (row, k) is number <c>Start + row * RowStep + k * RankStep</c> of the tensor.</param>
/// <param name="Start">The first element.</param>
/// <param name="RowStep">From row to row.</param>
/// <param name="RankStep">From column to column.</param>
/// <param name="Second">B, <c>[rank, columns]</c>, scaled.</param>
/// <param name="Columns">The dimensions of an embedding.</param>
internal sealed record TableAdapter(WeightTensor First, long Start, long RowStep, long RankStep, float[] Second, int Columns)
{
    /// <summary>output += A[row] B</summary>
    public void Add(long row, Span<float> output)
    {
        var rank = Second.Length / Columns;
        Span<float> factors = rank <= 64 ? stackalloc float[rank] : new float[rank];
        var start = Start + row * RowStep;
        if (RankStep == 1) First.Read(start, factors);
        else
            for (var k = 0; k < rank; k++) First.Read(start + k * RankStep, factors.Slice(k, 1));
        for (var k = 0; k < rank; k++) TensorPrimitives.MultiplyAdd(Second.AsSpan(k * Columns, Columns), factors[k], output, output);
    }
}
