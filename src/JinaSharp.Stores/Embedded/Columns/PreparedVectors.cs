using JinaSharp.Stores.Embedded.Kernels;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>What is worked out of a batch's dense vectors before its turn to be written comes: their factors and sign codes. The memory serves one batch after another.</summary>
internal sealed class PreparedVectors(VectorDefinition vector)
{
    private readonly int _codeBytes = VectorLayout.CodeBytes(vector.Dimensions);
    private readonly bool _hasFactors = VectorLayout.HasFactors(vector);
    private readonly float[] _numbers = new float[vector.Dimensions];
    private readonly float[] _rotated = new float[VectorLayout.CodeBytes(vector.Dimensions) * 8];
    private byte[] _codes = [];
    private float[] _factors = [];

    /// <summary>Bytes held.</summary>
    public long Capacity => _codes.Length + (4L * (_factors.Length + _numbers.Length + _rotated.Length));

    /// <summary>Takes the vector of a row of the batch, as it lies in the log.</summary>
    public void Add(int row, ReadOnlySpan<byte> stored)
    {
        if (row >= _factors.Length) Grow(row + 1);
        VectorLayout.ReadDense(vector, stored, _numbers);
        _factors[row] = _hasFactors ? VectorFactor.Compute(vector, stored, _numbers) : 1;
        SignRotation.For(vector.Dimensions).Encode(_numbers, _rotated, _codes.AsSpan(row * _codeBytes, _codeBytes));
    }

    /// <summary>The factor of a row that has the vector, see <see cref="VectorColumn.Factors"/>.</summary>
    public float Factor(int row) => _factors[row];

    /// <summary>The sign code of a row that has the vector.</summary>
    public ReadOnlySpan<byte> Code(int row) => _codes.AsSpan(row * _codeBytes, _codeBytes);

    private void Grow(int rowCount)
    {
        var rows = Math.Max(Math.Max(16, rowCount), (int)Math.Min(_factors.Length * 2L, Array.MaxLength / _codeBytes));
        Array.Resize(ref _factors, rows);
        Array.Resize(ref _codes, checked(rows * _codeBytes));
    }
}
