using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Index;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Approximate search: sign codes of the nearest inverted lists, then the best candidates in full. Rows not in lists yet are compared by their codes all together.</summary>
internal static unsafe class ListSearch
{
    // So few matching rows are compared one by one, whatever list they are in.
    private const int FewMatches = 20_000;

    /// <summary>The best rows, or null when no segment has lists: then an exact search is the answer.</summary>
    public static Candidate[]? TrySearch(SearchScope scope, int ordinal, ReadOnlySpan<float> query, int wanted)
    {
        var settings = default(ListSettings);
        foreach (var (segment, _) in scope.View.Slices)
            if (segment.Vectors[ordinal].Lists is { } lists && lists.Settings.Candidates > settings.Candidates)
                settings = lists.Settings;
        if (settings.Candidates == 0) return null;
        var top = new TopCandidates((int)Math.Min(int.MaxValue, settings.Candidates * Math.Max(1, wanted / 10L)));
        fixed (byte* code = CodeSearch.SignCode(query))
        {
            for (var slice = 0; slice < scope.View.Slices.Count; slice++)
            {
                scope.CancellationToken.ThrowIfCancellationRequested();
                var column = scope.View.Slices[slice].Segment.Vectors[ordinal];
                if (scope.Mask(slice) is { } mask && mask.MatchCount <= FewMatches) CodeSearch.ScanMatches(scope, slice, column, column.Codes!, code, top);
                else if (column.Lists is { } lists) ScanLists(scope, slice, column, lists, query, code, wanted, top);
                else CodeSearch.ScanRows(scope, slice, column, column.Codes!, 0, scope.View.Slices[slice].RowCount, code, top);
            }
        }
        return DenseSearch.Rescore(scope, ordinal, query, top.TakeSorted(), wanted);
    }

    private static void ScanLists(SearchScope scope, int slice, VectorColumn column, ListIndex lists, ReadOnlySpan<float> query, byte* code, int wanted, TopCandidates top)
    {
        var segment = scope.View.Slices[slice].Segment;
        var rowCount = scope.View.Slices[slice].RowCount;
        // As many rows that count as were needed when none was left out.
        var share = Math.Min((scope.Mask(slice)?.MatchCount ?? rowCount) / (double)rowCount, (rowCount - segment.Deletions.Count + 1) / (double)rowCount);
        var probes = (int)Math.Min(lists.Count, Math.Ceiling(lists.Settings.Probes * Math.Max(1, wanted / 10.0) / Math.Max(share, 1e-6)));
        var nearest = lists.Nearest(query, probes);
        for (var i = 0; i < probes; i++)
        {
            var (first, end) = lists.Rows(nearest[i]);
            CodeSearch.ScanRows(scope, slice, column, column.Codes!, first, end, code, top);
        }
    }
}
