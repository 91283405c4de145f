using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Compares many dense queries with every row in scope; rows are read once for all of them.</summary>
internal static unsafe class BatchSearch
{
    /// <summary>Fewer queries are no faster together.</summary>
    public const int LeastQueries = 4;

    private const int BatchRows = 96;

    // Products of many are rounded otherwise than those of one: so many more rows are ranked again as for a single query.
    private const int Spare = 8;

    /// <summary>The best rows of each query, with the scores that the query alone gives.</summary>
    /// <param name="scope">The rows that may be returned.</param>
    /// <param name="ordinal">The vector; its metric is cosine or dot.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="wanted">How many rows each wants.</param>
    public static Candidate[][] Scan(SearchScope scope, int ordinal, ReadOnlyMemory<float>[] queries, int[] wanted)
    {
        var definition = scope.View.Slices[0].Segment.Vectors[ordinal].Definition;
        var tops = wanted.Select(count => new TopCandidates(count + Spare)).ToArray();
        var packed = new PackedVectors(Numbers(queries, definition), definition.Dimensions);
        // Padded: the comparison takes sixteen at a time.
        var least = new float[(queries.Length + 15) / 16 * 16];
        least.AsSpan().Fill(float.PositiveInfinity);
        least.AsSpan(0, queries.Length).Fill(float.NegativeInfinity);
        var products = new float[(BatchRows * queries.Length) + 16];
        var numbers = definition.Storage == VectorStorage.Float32 ? [] : new float[BatchRows * definition.Dimensions];
        for (var slice = 0; slice < scope.View.Slices.Count; slice++)
        {
            var column = scope.View.Slices[slice].Segment.Vectors[ordinal];
            for (int first = 0, rowCount = scope.View.Slices[slice].RowCount; first < rowCount;)
            {
                scope.CancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(Math.Min(BatchRows, rowCount - first), column.Rows!.RunFrom(first));
                packed.DotProducts(Rows(column, first, count, numbers), products);
                for (var i = 0; i < count; i++)
                    Collect(scope, slice, column, first + i, products.AsSpan(i * queries.Length), least, tops);
                first += count;
            }
        }
        var best = new Candidate[queries.Length][];
        for (var i = 0; i < best.Length; i++) best[i] = DenseSearch.Rescore(scope, ordinal, queries[i].Span, tops[i].TakeSorted(), wanted[i]);
        return best;
    }

    private static float[] Numbers(ReadOnlyMemory<float>[] queries, VectorDefinition definition)
    {
        var numbers = new float[queries.Length * definition.Dimensions];
        for (var i = 0; i < queries.Length; i++)
        {
            var query = numbers.AsSpan(i * definition.Dimensions, definition.Dimensions);
            queries[i].Span.CopyTo(query);
            if (definition.Metric == DistanceMetric.Cosine) VectorMath.Normalize(query);
        }
        return numbers;
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

    private static void Collect(SearchScope scope, int slice, VectorColumn column, int row, ReadOnlySpan<float> products, float[] least, TopCandidates[] tops)
    {
        // The factor of 8-bit rows holds their scale, which the numbers have already.
        var factor = column.Factors is null ? 1 : *(float*)column.Factors.Row(row);
        if (column.Definition.Storage == VectorStorage.Int8) factor /= MemoryMarshal.Read<float>(column.Rows!.Span(row)[column.Definition.Dimensions..]) is var scale and > 0 ? scale : 1;
        var factors = Vector512.Create(factor);
        ref var product = ref MemoryMarshal.GetReference(products);
        ref var bound = ref MemoryMarshal.GetArrayDataReference(least);
        var accepted = false;
        for (var first = 0; first < tops.Length; first += 16)
        {
            var scores = Vector512.LoadUnsafe(ref product, (nuint)first) * factors;
            var better = Vector512.GreaterThan(scores, Vector512.LoadUnsafe(ref bound, (nuint)first)).ExtractMostSignificantBits();
            if (better == 0) continue;
            if (!accepted && !scope.Accepts(slice, row, column)) return;
            accepted = true;
            for (; better != 0; better &= better - 1)
            {
                var query = first + BitOperations.TrailingZeroCount(better);
                tops[query].Add(scores[query - first], slice, row);
                least[query] = (float)tops[query].Least;
            }
        }
    }
}
