using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Decides which segments become one with the rows in memory.</summary>
internal static class SegmentMerging
{
    // With seven or more of about one size a record is rewritten about once for every eightfold growth of the collection.
    private const int Together = 7;

    // Those just written are small: more of them make a file of the size that is worth an index.
    private const int FirstTogether = 15;
    private const int AboutOneSize = 4;

    /// <summary>How many of the newest segments to merge with new rows.</summary>
    public static int Count(IReadOnlyList<SealedSegment> segments, int newRows)
    {
        var taken = 0;
        long rows = Math.Max(1, newRows);
        while (true)
        {
            var similar = 0;
            while (taken + similar < segments.Count && LiveRows(segments[^(taken + similar + 1)]) <= rows * AboutOneSize) similar++;
            if (similar < (taken == 0 ? FirstTogether : Together)) return taken;
            for (var i = 0; i < similar; i++) rows += LiveRows(segments[^(taken + i + 1)]);
            taken += similar;
        }
    }

    private static long LiveRows(SealedSegment segment) => segment.RowCount - segment.Deletions.Count;
}
