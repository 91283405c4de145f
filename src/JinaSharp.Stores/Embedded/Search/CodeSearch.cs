using System.Numerics;
using System.Runtime.Intrinsics;
using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Kernels;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Compares a binary vector with every row's by differing bits.</summary>
internal static unsafe class CodeSearch
{
    private const int Batch = 1024;

    /// <summary>The best rows; a score is minus the number of differing bits.</summary>
    public static void Scan(SearchScope scope, int ordinal, ReadOnlySpan<byte> code, TopCandidates top)
    {
        fixed (byte* query = code)
        {
            for (var slice = 0; slice < scope.View.Slices.Count; slice++)
            {
                var column = scope.View.Slices[slice].Segment.Vectors[ordinal];
                var codes = column.Rows!;
                if (scope.IsSelective(slice)) ScanMatches(scope, slice, column, codes, query, top);
                else ScanRows(scope, slice, column, codes, 0, scope.View.Slices[slice].RowCount, query, top);
            }
        }
        GC.KeepAlive(scope);
    }

    private static void ScanMatches(SearchScope scope, int slice, VectorColumn column, FixedColumn codes, byte* query, TopCandidates top)
    {
        var mask = scope.Mask(slice)!;
        var rowCount = scope.View.Slices[slice].RowCount;
        for (var row = mask.Next(0); row >= 0 && row < rowCount; row = mask.Next(row + 1))
            if (scope.Accepts(slice, row, column))
                top.Add(-HammingKernel.Distance(codes.Row(row), codes.Stride, query), slice, row);
    }

    private static void ScanRows(SearchScope scope, int slice, VectorColumn column, FixedColumn codes, int first, int end, byte* query, TopCandidates top)
    {
        var distances = stackalloc ushort[Batch];
        while (first < end)
        {
            scope.CancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(Math.Min(Batch, end - first), codes.RunFrom(first));
            HammingKernel.Distances(codes.Rows(first, count), codes.Stride, count, query, distances);
            Collect(scope, slice, column, first, count, distances, top);
            first += count;
        }
    }

    private static void Collect(SearchScope scope, int slice, VectorColumn column, int first, int count, ushort* distances, TopCandidates top)
    {
        var limit = Limit(top);
        for (var i = NextBelow(distances, 0, count, limit); i < count; i = NextBelow(distances, i + 1, count, limit))
        {
            if (!scope.Accepts(slice, first + i, column)) continue;
            top.Add(-(double)distances[i], slice, first + i);
            limit = Limit(top);
        }
    }

    // The first place from a start on whose distance is below the limit; nearly all are above.
    private static int NextBelow(ushort* distances, int start, int count, ushort limit)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var limits = Vector512.Create(limit);
            for (; start <= count - 32; start += 32)
            {
                var near = Vector512.LessThan(Vector512.Load(distances + start), limits).ExtractMostSignificantBits();
                if (near != 0) return start + BitOperations.TrailingZeroCount(near);
            }
        }
        while (start < count && distances[start] >= limit) start++;
        return start;
    }

    // Rows of at least this distance are of no use.
    private static ushort Limit(TopCandidates top) => double.IsNegativeInfinity(top.Least) ? ushort.MaxValue : (ushort)-top.Least;
}
