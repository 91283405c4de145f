using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>A vector of a record or a query: dense, multi, sparse or binary.</summary>
public abstract class VectorValue
{
    private protected VectorValue()
    {
    }

    /// <summary>The kind of the vector.</summary>
    public abstract VectorKind Kind { get; }

    /// <summary>A dense vector.</summary>
    /// <param name="values">The values.</param>
    /// <returns>The vector.</returns>
    public static DenseVector Dense(ReadOnlyMemory<float> values) => new(values);

    /// <summary>A vector of many rows.</summary>
    /// <param name="values">All rows, one after another.</param>
    /// <param name="rowDimensions">The number of dimensions of a row.</param>
    /// <returns>The vector.</returns>
    public static MultiVector Multi(ReadOnlyMemory<float> values, int rowDimensions) => new(values, rowDimensions);

    /// <summary>A sparse vector.</summary>
    /// <param name="indices">The non-zero positions, strictly ascending.</param>
    /// <param name="values">The value at each position.</param>
    /// <returns>The vector.</returns>
    public static SparseVector Sparse(ReadOnlyMemory<uint> indices, ReadOnlyMemory<float> values) => new(indices, values);

    /// <summary>A vector of bits.</summary>
    /// <param name="bits">Eight dimensions a byte, most significant bit first.</param>
    /// <returns>The vector.</returns>
    public static BinaryVector Binary(ReadOnlyMemory<byte> bits) => new(bits);

    /// <summary>Takes the vector of an embedding.</summary>
    /// <param name="embedding">An <see cref="Embedding{T}"/> of float or byte, a <see cref="MultiVectorEmbedding"/> or a <see cref="SparseEmbedding"/>.</param>
    /// <returns>The vector.</returns>
    /// <exception cref="ArgumentException">The embedding is of another type.</exception>
    public static VectorValue FromEmbedding(Embedding embedding) => embedding switch
    {
        null => throw new ArgumentNullException(nameof(embedding)),
        Embedding<float> dense => new DenseVector(dense.Vector),
        MultiVectorEmbedding multi => new MultiVector(multi.Values, multi.RowDimensions),
        SparseEmbedding sparse => new SparseVector(sparse.Indices, sparse.Values),
        Embedding<byte> binary => new BinaryVector(binary.Vector),
        _ => throw new ArgumentException(
            $"Expected an embedding of float, a multi-vector, a sparse embedding or packed bits (byte); found {embedding.GetType().Name}.", nameof(embedding)),
    };

    /// <summary>Makes a dense vector.</summary>
    /// <param name="values">The values.</param>
    public static implicit operator VectorValue(ReadOnlyMemory<float> values) => new DenseVector(values);

    /// <summary>Makes a dense vector.</summary>
    /// <param name="values">The values; not copied.</param>
    public static implicit operator VectorValue(float[] values) => new DenseVector(values);

    /// <summary>Makes a dense vector.</summary>
    /// <param name="values">The values.</param>
    /// <returns>The vector.</returns>
    public static VectorValue FromReadOnlyMemory(ReadOnlyMemory<float> values) => values;

    /// <summary>Makes a dense vector.</summary>
    /// <param name="values">The values; not copied.</param>
    /// <returns>The vector.</returns>
    public static VectorValue FromSingleArray(float[] values) => values;
}
