using System.Runtime.Intrinsics.X86;
using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Compares a dense query with every row in scope.</summary>
internal static unsafe class DenseSearch
{
    private const int Batch = 256;

    /// <summary>The best rows by full comparison, or by their leading dimensions when the query is shorter.</summary>
    public static void Scan(SearchScope scope, int ordinal, ReadOnlySpan<float> query, TopCandidates top)
    {
        var scorer = new DenseScorer(scope.View.Slices.Count > 0 ? scope.View.Slices[0].Segment.Vectors[ordinal].Definition : throw new InvalidOperationException("No rows."), query);
        for (var slice = 0; slice < scope.View.Slices.Count; slice++)
        {
            if (scope.IsSelective(slice)) ScanMatches(scope, slice, ordinal, scorer, top);
            else ScanAll(scope, slice, ordinal, scorer, top);
        }
        GC.KeepAlive(scope);
    }

    /// <summary>Scores candidates of a coarser search in full.</summary>
    public static Candidate[] Rescore(SearchScope scope, int ordinal, ReadOnlySpan<float> query, ReadOnlySpan<Candidate> candidates, int top)
    {
        if (candidates.IsEmpty) return [];
        var scorer = new DenseScorer(scope.View.Slices[0].Segment.Vectors[ordinal].Definition, query);
        var best = new TopCandidates(top);
        Score(scope, ordinal, scorer, candidates, best);
        return best.TakeSorted();
    }

    /// <summary>Scores rows in full, those that have the vector.</summary>
    public static void Score(SearchScope scope, int ordinal, DenseScorer scorer, ReadOnlySpan<Candidate> candidates, TopCandidates best)
    {
        for (var i = 0; i < candidates.Length; i++)
        {
            if (i + 2 < candidates.Length) Prefetch(scope.View.Slices[candidates[i + 2].Slice].Segment.Vectors[ordinal].Rows!, candidates[i + 2].Row);
            var candidate = candidates[i];
            var column = scope.View.Slices[candidate.Slice].Segment.Vectors[ordinal];
            if (column.Has(candidate.Row)) best.Add(One(column, scorer, candidate.Row), candidate.Slice, candidate.Row);
        }
        GC.KeepAlive(scope);
    }

    private static void ScanMatches(SearchScope scope, int slice, int ordinal, DenseScorer scorer, TopCandidates top)
    {
        var column = scope.View.Slices[slice].Segment.Vectors[ordinal];
        var mask = scope.Mask(slice)!;
        var rowCount = scope.View.Slices[slice].RowCount;
        for (var row = mask.Next(0); row >= 0 && row < rowCount; row = mask.Next(row + 1))
        {
            if ((row & 0xFFF) == 0) scope.CancellationToken.ThrowIfCancellationRequested();
            if (!scope.Accepts(slice, row, column)) continue;
            top.Add(One(column, scorer, row), slice, row);
        }
    }

    private static void ScanAll(SearchScope scope, int slice, int ordinal, DenseScorer scorer, TopCandidates top)
    {
        var column = scope.View.Slices[slice].Segment.Vectors[ordinal];
        var rows = column.Rows!;
        var scores = stackalloc float[Batch];
        for (int first = 0, rowCount = scope.View.Slices[slice].RowCount; first < rowCount;)
        {
            scope.CancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(Batch, rowCount - first);
            // A batch stays within a block of every column it reads.
            count = Math.Min(count, rows.RunFrom(first));
            if (column.Factors is { } factors) count = Math.Min(count, factors.RunFrom(first));
            scorer.Score(rows.Rows(first, count), rows.Stride, column.Factors is null ? null : (float*)column.Factors.Rows(first, count), count, scores);
            for (var i = 0; i < count; i++)
                if (scores[i] > top.Least && scope.Accepts(slice, first + i, column))
                    top.Add(scores[i], slice, first + i);
            first += count;
        }
    }

    // Candidates lie anywhere: their lines are asked for while the ones before are compared.
    private static void Prefetch(FixedColumn rows, int row)
    {
        if (!Sse.IsSupported) return;
        var start = rows.Row(row);
        for (var offset = 0; offset < rows.Stride; offset += 256) Sse.Prefetch0(start + offset);
    }

    private static float One(VectorColumn column, DenseScorer scorer, int row) =>
        scorer.One(column.Rows!.Row(row), column.Rows.Stride, column.Factors is null ? 1 : *(float*)column.Factors.Row(row));
}
