using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Index;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Approximate search: sign codes of the nearest inverted lists, then the best candidates in full. Rows not in lists yet are compared by their codes all together.</summary>
internal static class ListSearch
{
    // So few matching rows are compared one by one, whatever list they are in.
    private const int FewMatches = 20_000;

    // For rows that are in no lists, as measured on whole collections.
    private const int UnlistedSurvivors = 1000;
    private const int UnlistedCandidates = 50;

    /// <summary>Whether searches by a vector use lists.</summary>
    public static bool HasLists(View view, int ordinal) => view.Slices.Any(slice => slice.Segment.Vectors[ordinal].Lists is not null);

    /// <summary>The best rows, or null when no segment has lists: then an exact search is the answer.</summary>
    public static Candidate[]? TrySearch(SearchScope scope, int ordinal, ReadOnlySpan<float> query, int wanted)
    {
        var (survivors, candidates, unlisted) = (0, 0, 0L);
        var listsOf = new ListIndex?[scope.View.Slices.Count];
        for (var slice = 0; slice < listsOf.Length; slice++)
        {
            var (segment, rowCount) = scope.View.Slices[slice];
            listsOf[slice] = segment.Vectors[ordinal].Lists;
            if (listsOf[slice] is { Settings: var settings }) (survivors, candidates) = (Math.Max(survivors, settings.Survivors), Math.Max(candidates, settings.Candidates));
            unlisted += rowCount - Math.Min(rowCount, listsOf[slice]?.RowCount ?? 0);
        }
        if (candidates == 0) return null;
        if (unlisted > 0) (survivors, candidates) = (Math.Max(survivors, UnlistedSurvivors), Math.Max(candidates, UnlistedCandidates));
        var more = Math.Max(1, wanted / 10.0);
        using var search = new SignSearch(scope, ordinal, query, (int)Math.Min(Array.MaxLength / 8, survivors * more), (int)Math.Min(Array.MaxLength / 8, candidates * more));
        for (var slice = 0; slice < scope.View.Slices.Count; slice++)
        {
            scope.CancellationToken.ThrowIfCancellationRequested();
            if (scope.Mask(slice) is { } mask && mask.MatchCount <= FewMatches) search.AddMatches(slice);
            else if (listsOf[slice] is { } lists) AddLists(scope, slice, lists, query, wanted, search);
            else search.AddRows(slice, 0, scope.View.Slices[slice].RowCount);
        }
        return DenseSearch.Rescore(scope, ordinal, query, search.TakeBest(), wanted);
    }

    private static void AddLists(SearchScope scope, int slice, ListIndex lists, ReadOnlySpan<float> query, int wanted, SignSearch search)
    {
        var segment = scope.View.Slices[slice].Segment;
        var rowCount = scope.View.Slices[slice].RowCount;
        // As many rows that count as were needed when none was left out.
        var share = Math.Min((scope.Mask(slice)?.MatchCount ?? rowCount) / (double)rowCount, (rowCount - segment.Deletions.Count + 1) / (double)rowCount);
        var factor = Math.Max(1, wanted / 10.0) / Math.Max(share, 1e-6);
        // Lists that are younger than the view name rows that it does not have.
        if (lists.Settings.Probes * factor >= lists.Count || lists.RowCount > rowCount)
        {
            search.AddRows(slice, 0, rowCount);
            return;
        }
        foreach (var list in lists.Nearest(query, search.Query, factor))
        {
            var (first, end) = lists.Places(list);
            search.AddPlaces(slice, lists, first, end);
        }
        search.AddRows(slice, lists.RowCount, rowCount);
    }
}
