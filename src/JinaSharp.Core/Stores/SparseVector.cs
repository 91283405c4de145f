namespace JinaSharp;

/// <summary>A vector given by its non-zero positions.</summary>
public sealed class SparseVector : VectorValue
{
    /// <summary>Creates the vector.</summary>
    /// <param name="indices">The non-zero positions, strictly ascending.</param>
    /// <param name="values">The value at each position.</param>
    /// <exception cref="ArgumentException">The lists differ in length, or the positions are not strictly ascending.</exception>
    public SparseVector(ReadOnlyMemory<uint> indices, ReadOnlyMemory<float> values)
    {
        // The embedding type states and checks the same invariant.
        _ = new SparseEmbedding(indices, values);
        Indices = indices;
        Values = values;
    }

    /// <summary>The non-zero positions, strictly ascending.</summary>
    public ReadOnlyMemory<uint> Indices { get; }

    /// <summary>The value at each position.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <inheritdoc/>
    public override VectorKind Kind => VectorKind.Sparse;
}
