using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Compares many dense queries with every row in scope; rows are read once for all of them. The answers are those of the queries one by one, bit for bit.</summary>
/// <remarks>
/// Products of many are rounded otherwise than those of one, and a distance taken from products loses digits. So each product only bounds the score that the
/// query alone would give, from both sides; rows that can be among the best by their bounds are scored as for a single query.
/// </remarks>
internal static unsafe class BatchSearch
{
    /// <summary>Fewer queries are no faster together.</summary>
    public const int LeastQueries = 4;

    // So many queries at least are worth a thread of their own.
    private const int LeastQueriesAThread = 32;
    private const int BatchRows = 96;

    /// <summary>The best rows of each query, with the scores that the query alone gives.</summary>
    /// <param name="scope">The rows that may be returned.</param>
    /// <param name="ordinal">The vector.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="wanted">How many rows each wants.</param>
    public static Candidate[][] Search(SearchScope scope, int ordinal, ReadOnlyMemory<float>[] queries, int[] wanted)
    {
        var best = new Candidate[queries.Length][];
        var parts = Math.Clamp(queries.Length / LeastQueriesAThread, 1, Environment.ProcessorCount);
        InOrder.Run(parts, part =>
        {
            var (first, end) = ((int)((long)queries.Length * part / parts), (int)((long)queries.Length * (part + 1) / parts));
            Scan(scope, ordinal, queries[first..end], wanted[first..end]).CopyTo(best, first);
        });
        return best;
    }

    private static Candidate[][] Scan(SearchScope scope, int ordinal, ReadOnlyMemory<float>[] queries, int[] wanted)
    {
        var definition = scope.View.Slices[0].Segment.Vectors[ordinal].Definition;
        var bounds = new BatchBounds(definition, queries, wanted);
        var products = new float[(BatchRows * queries.Length) + Vector512<float>.Count];
        var numbers = definition.Storage == VectorStorage.Float32 ? [] : new float[BatchRows * definition.Dimensions];
        for (var slice = 0; slice < scope.View.Slices.Count; slice++)
        {
            var column = scope.View.Slices[slice].Segment.Vectors[ordinal];
            for (int first = 0, rowCount = scope.View.Slices[slice].RowCount; first < rowCount;)
            {
                scope.CancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(Math.Min(BatchRows, rowCount - first), column.Rows!.RunFrom(first));
                var rows = Rows(column, first, count, numbers);
                bounds.Packed.DotProducts(rows, products);
                for (var i = 0; i < count; i++)
                    Collect(scope, ordinal, slice, first + i, bounds.OfRow(column, first + i, rows.Slice(i * definition.Dimensions, definition.Dimensions)), products.AsSpan(i * queries.Length), bounds);
                first += count;
            }
        }
        return bounds.TakeBest(scope, ordinal);
    }

    private static ReadOnlySpan<float> Rows(VectorColumn column, int first, int count, float[] numbers)
    {
        var rows = column.Rows!;
        var start = rows.Rows(first, count);
        if (column.Definition.Storage == VectorStorage.Float32) return new ReadOnlySpan<float>(start, count * column.Definition.Dimensions);
        for (var i = 0; i < count; i++)
            VectorLayout.ReadDense(column.Definition, new ReadOnlySpan<byte>(start + ((nint)i * rows.Stride), rows.Stride), numbers.AsSpan(i * column.Definition.Dimensions, column.Definition.Dimensions));
        return numbers.AsSpan(0, count * column.Definition.Dimensions);
    }

    // Offers the row to the queries for which its score may be high enough.
    private static void Collect(SearchScope scope, int ordinal, int slice, int row, RowBounds bound, ReadOnlySpan<float> products, BatchBounds bounds)
    {
        var (factors, offsets, errors, spreads) = (Vector512.Create(bound.Factor), Vector512.Create(bound.Offset), Vector512.Create(bound.Error), Vector512.Create(bound.Spread));
        ref var product = ref MemoryMarshal.GetReference(products);
        var accepted = false;
        for (var first = 0; first < bounds.Count; first += Vector512<float>.Count)
        {
            var scores = (Vector512.LoadUnsafe(ref product, (nuint)first) * factors) + offsets;
            var error = errors + bounds.Errors(first) + (spreads * bounds.Norms(first));
            // Also what is no number is looked at.
            var better = ~Vector512.LessThan(scores + error, bounds.Least(first)).ExtractMostSignificantBits() & bounds.Places(first);
            if (better == 0) continue;
            if (!accepted && !scope.Accepts(slice, row, scope.View.Slices[slice].Segment.Vectors[ordinal])) return;
            accepted = true;
            for (; better != 0; better &= better - 1)
            {
                var lane = BitOperations.TrailingZeroCount(better);
                bounds.Add(first + lane, scores[lane] - error[lane], scores[lane] + error[lane], slice, row, scope, ordinal);
            }
        }
    }
}
