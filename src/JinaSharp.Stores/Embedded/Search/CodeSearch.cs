using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Kernels;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Compares a code with every row's code by differing bits: sign codes of dense vectors, or binary vectors.</summary>
internal static unsafe class CodeSearch
{
    private const int Batch = 1024;

    /// <summary>The best rows; a score is minus the number of differing bits.</summary>
    public static void Scan(SearchScope scope, int ordinal, ReadOnlySpan<byte> code, TopCandidates top)
    {
        var distances = stackalloc ushort[Batch];
        fixed (byte* query = code)
        {
            for (var slice = 0; slice < scope.View.Slices.Count; slice++)
            {
                var column = scope.View.Slices[slice].Segment.Vectors[ordinal];
                var codes = column.Codes ?? column.Rows!;
                if (scope.IsSelective(slice)) ScanMatches(scope, slice, column, codes, query, top);
                else ScanAll(scope, slice, column, codes, query, distances, top);
            }
        }
        GC.KeepAlive(scope);
    }

    /// <summary>The sign code of a vector, as long as the stored ones.</summary>
    public static byte[] SignCode(ReadOnlySpan<float> vector)
    {
        var code = new byte[VectorLayout.CodeBytes(vector.Length)];
        VectorMath.QuantizeBinary(vector, code);
        return code;
    }

    /// <summary>Compares the rows that a filter matches, one by one.</summary>
    public static void ScanMatches(SearchScope scope, int slice, VectorColumn column, FixedColumn codes, byte* query, TopCandidates top)
    {
        var mask = scope.Mask(slice)!;
        var rowCount = scope.View.Slices[slice].RowCount;
        for (var row = mask.Next(0); row >= 0 && row < rowCount; row = mask.Next(row + 1))
            if (scope.Accepts(slice, row, column))
                top.Add(-HammingKernel.Distance(codes.Row(row), codes.Stride, query), slice, row);
    }

    private static void ScanAll(SearchScope scope, int slice, VectorColumn column, FixedColumn codes, byte* query, ushort* distances, TopCandidates top)
    {
        for (int first = 0, rowCount = scope.View.Slices[slice].RowCount; first < rowCount;)
        {
            scope.CancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(Math.Min(Batch, rowCount - first), codes.RunFrom(first));
            HammingKernel.Distances(codes.Rows(first, count), codes.Stride, count, query, distances);
            var limit = Limit(top);
            for (var i = 0; i < count; i++)
            {
                if (distances[i] >= limit || !scope.Accepts(slice, first + i, column)) continue;
                top.Add(-(double)distances[i], slice, first + i);
                limit = Limit(top);
            }
            first += count;
        }
    }

    // Rows of at least this distance are of no use.
    private static double Limit(TopCandidates top) => -top.Least;
}
