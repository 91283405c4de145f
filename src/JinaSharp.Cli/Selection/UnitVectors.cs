using System.Numerics.Tensors;

namespace JinaSharp.Cli.Selection;

/// <summary>Vectors at unit length, one after another, and their products with each other a block at a time.</summary>
internal sealed class UnitVectors
{
    // Packed together these stay in the second-level cache, while the others stream past them in tiles.
    private const int ColumnCount = 256;
    private const int TileRows = 60;

    private readonly float[] _values;
    private readonly int _dimensions;

    public UnitVectors(IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        Count = vectors.Count;
        _dimensions = vectors.Count > 0 ? vectors[0].Length : 1;
        _values = new float[checked(Count * _dimensions)];
        for (var i = 0; i < Count; i++)
        {
            vectors[i].Span.CopyTo(Span(i));
            // A vector of zeros is similar to nothing.
            if (Span(i).ContainsAnyExcept(0)) VectorMath.Normalize(Span(i));
        }
    }

    public int Count { get; }

    /// <summary>The cosine similarity of two.</summary>
    public float Similarity(int left, int right) => VectorMath.Dot(Span(left), Span(right));

    /// <summary>Takes the similarities of every pair, above zero; each pair comes once, but those within a block of columns twice.</summary>
    /// <param name="makeState">Makes what one thread adds up in.</param>
    /// <param name="take">Gets the first row, the first column, the number of columns and the similarities: <c>[row][column]</c>.</param>
    /// <param name="finish">Takes what a thread has added up; not at the same time as another.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public void ForPairs<T>(Func<T> makeState, PairBlock<T> take, Action<T> finish, CancellationToken cancellationToken)
    {
        var gate = new Lock();
        Parallel.For(0, (Count + ColumnCount - 1) / ColumnCount, new ParallelOptions { CancellationToken = cancellationToken }, () => (State: makeState(), Products: new float[TileRows * ColumnCount]), (block, _, local) =>
        {
            var column = block * ColumnCount;
            var columns = Math.Min(ColumnCount, Count - column);
            var packed = new PackedVectors(Span(column, columns), _dimensions);
            for (int row = column, end; row < Count; row = end)
            {
                // A tile lies within the square of the columns or below it.
                end = Math.Min(row + TileRows, row < column + columns ? column + columns : Count);
                cancellationToken.ThrowIfCancellationRequested();
                var products = local.Products.AsSpan(0, (end - row) * columns);
                packed.DotProducts(Span(row, end - row), products);
                TensorPrimitives.Max(products, 0, products);
                take(local.State, row, column, columns, products);
            }
            return local;
        }, local =>
        {
            lock (gate) finish(local.State);
        });
    }

    /// <summary>The similarities of some to all, above zero: <c>[some][all]</c>.</summary>
    public float[][] Rows(IReadOnlyList<int> some, CancellationToken cancellationToken)
    {
        var rows = some.Select(_ => GC.AllocateUninitializedArray<float>(Count)).ToArray();
        var packed = new PackedVectors(some.SelectMany(index => Span(index).ToArray()).ToArray(), _dimensions);
        Parallel.For(0, (Count + TileRows - 1) / TileRows, new ParallelOptions { CancellationToken = cancellationToken }, () => new float[TileRows * some.Count], (tile, _, products) =>
        {
            var first = tile * TileRows;
            var count = Math.Min(TileRows, Count - first);
            packed.DotProducts(Span(first, count), products);
            for (var column = 0; column < rows.Length; column++)
                for (var row = 0; row < count; row++)
                    rows[column][first + row] = Math.Max(0, products[(row * rows.Length) + column]);
            return products;
        }, static _ => { });
        return rows;
    }

    private Span<float> Span(int first, int count = 1) => _values.AsSpan(first * _dimensions, count * _dimensions);
}
