using System.Buffers;
using System.Runtime.InteropServices;
using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Late interaction with every multi-vector in scope: each query row's best document row, summed.</summary>
internal static class MultiSearch
{
    public static void Scan(SearchScope scope, int ordinal, MultiVector query, TopCandidates top)
    {
        var (packed, cosine) = Pack(scope, ordinal, query);
        for (var slice = 0; slice < scope.View.Slices.Count; slice++)
        {
            var column = scope.View.Slices[slice].Segment.Vectors[ordinal];
            for (int row = 0, rowCount = scope.View.Slices[slice].RowCount; row < rowCount; row++)
            {
                if ((row & 0xFF) == 0) scope.CancellationToken.ThrowIfCancellationRequested();
                if (!scope.Accepts(slice, row, column)) continue;
                top.Add(Score(packed, cosine, column, row), slice, row);
            }
        }
        GC.KeepAlive(scope);
    }

    /// <summary>Scores candidates of a coarser search in full.</summary>
    public static Candidate[] Rescore(SearchScope scope, int ordinal, MultiVector query, ReadOnlySpan<Candidate> candidates, int top)
    {
        if (candidates.IsEmpty) return [];
        var (packed, cosine) = Pack(scope, ordinal, query);
        var best = new TopCandidates(top);
        for (var i = 0; i < candidates.Length; i++)
        {
            if ((i & 0xFF) == 0) scope.CancellationToken.ThrowIfCancellationRequested();
            var column = scope.View.Slices[candidates[i].Slice].Segment.Vectors[ordinal];
            if (column.Has(candidates[i].Row)) best.Add(Score(packed, cosine, column, candidates[i].Row), candidates[i].Slice, candidates[i].Row);
        }
        GC.KeepAlive(scope);
        return best.TakeSorted();
    }

    private static (PackedVectors Query, bool Cosine) Pack(SearchScope scope, int ordinal, MultiVector query)
    {
        var cosine = scope.View.Slices[0].Segment.Vectors[ordinal].Definition.Metric == DistanceMetric.Cosine;
        var rows = query.Values.ToArray();
        if (cosine)
            for (var row = 0; row < query.RowCount; row++)
                VectorMath.Normalize(rows.AsSpan(row * query.RowDimensions, query.RowDimensions));
        return (new PackedVectors(rows, query.RowDimensions), cosine);
    }

    private static float Score(PackedVectors query, bool cosine, VectorColumn column, int row)
    {
        var document = MemoryMarshal.Cast<byte, float>(column.Variable![row]);
        return cosine ? CosineMaxSim(query, document) : query.MaxSim(document);
    }

    private static float CosineMaxSim(PackedVectors packed, ReadOnlySpan<float> document)
    {
        var rowCount = document.Length / packed.Dimensions;
        if (rowCount == 0) return 0;
        var products = ArrayPool<float>.Shared.Rent(rowCount * packed.Count);
        packed.DotProducts(document, products);
        var total = 0f;
        var norms = ArrayPool<float>.Shared.Rent(rowCount);
        for (var row = 0; row < rowCount; row++) norms[row] = VectorMath.Norm(document.Slice(row * packed.Dimensions, packed.Dimensions));
        for (var vector = 0; vector < packed.Count; vector++)
        {
            var best = float.NegativeInfinity;
            for (var row = 0; row < rowCount; row++)
                best = MathF.Max(best, norms[row] > 0 ? products[(row * packed.Count) + vector] / norms[row] : 0);
            total += best;
        }
        ArrayPool<float>.Shared.Return(norms);
        ArrayPool<float>.Shared.Return(products);
        return total;
    }
}
