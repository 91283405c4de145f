namespace JinaSharp;

/// <summary>Several float vectors of one record, one a token or image patch.</summary>
public sealed class MultiVector : VectorValue
{
    /// <summary>Creates the vector.</summary>
    /// <param name="values">All rows, one after another.</param>
    /// <param name="rowDimensions">The number of dimensions of a row.</param>
    /// <exception cref="ArgumentException">The number of values is not a multiple of <paramref name="rowDimensions"/>.</exception>
    public MultiVector(ReadOnlyMemory<float> values, int rowDimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowDimensions);
        if (values.Length % rowDimensions != 0)
            throw new ArgumentException($"{values.Length} values are not a whole number of rows of {rowDimensions}.", nameof(values));
        Values = values;
        RowDimensions = rowDimensions;
    }

    /// <summary>All rows, one after another: <c>[RowCount * RowDimensions]</c>.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>The number of dimensions of a row.</summary>
    public int RowDimensions { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => Values.Length / RowDimensions;

    /// <inheritdoc/>
    public override VectorKind Kind => VectorKind.Multi;
}
