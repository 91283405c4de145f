using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>One vector a token (or image patch) of one input, for late-interaction (MaxSim) scoring.</summary>
/// <remarks>Rows lie one after another in one block: row <c>i</c> is <c>Values[i * RowDimensions .. (i + 1) * RowDimensions]</c>.</remarks>
public sealed class MultiVectorEmbedding : Embedding
{
    /// <summary>Creates the embedding.</summary>
    /// <param name="values">All rows, one after another.</param>
    /// <param name="rowDimensions">The number of dimensions of a row.</param>
    /// <exception cref="ArgumentException">The number of values is not a multiple of <paramref name="rowDimensions"/>.</exception>
    public MultiVectorEmbedding(ReadOnlyMemory<float> values, int rowDimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowDimensions);
        if (values.Length % rowDimensions != 0)
            throw new ArgumentException($"{values.Length} values are not a whole number of rows of {rowDimensions}.", nameof(values));
        Values = values;
        RowDimensions = rowDimensions;
    }

    /// <summary>All rows, one after another: <c>[RowCount * RowDimensions]</c>.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount => Values.Length / RowDimensions;

    /// <summary>The number of dimensions of a row.</summary>
    public int RowDimensions { get; }

    /// <inheritdoc/>
    public override int Dimensions => RowDimensions;

    /// <summary>One row.</summary>
    /// <param name="row">The row's number, from zero.</param>
    /// <returns>The row, <see cref="RowDimensions"/> long.</returns>
    public ReadOnlyMemory<float> GetRow(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        return Values.Slice(row * RowDimensions, RowDimensions);
    }

    /// <summary>Copies rows that lie apart into one block.</summary>
    /// <param name="rows">The rows; all of one length, at least one.</param>
    /// <returns>The embedding.</returns>
    /// <exception cref="ArgumentException">There is no row, or two rows differ in length.</exception>
    public static MultiVectorEmbedding FromRows(IReadOnlyList<ReadOnlyMemory<float>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0) throw new ArgumentException("A multi-vector needs at least one row.", nameof(rows));
        var dimensions = rows[0].Length;
        var values = new float[rows.Count * dimensions];
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Length != dimensions)
                throw new ArgumentException($"Row {i} has {rows[i].Length} dimensions; row 0 has {dimensions}.", nameof(rows));
            rows[i].CopyTo(values.AsMemory(i * dimensions));
        }
        return new MultiVectorEmbedding(values, dimensions);
    }
}
