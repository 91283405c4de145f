namespace JinaSharp.Cli.Grep;

/// <summary>The lines around hits of one file, neighbours joined.</summary>
/// <param name="File">The file.</param>
/// <param name="Hits">The hits, in the order of their lines.</param>
/// <param name="Lines">The lines by number; those of hits among them.</param>
internal sealed record GrepContextLines(GrepFile File, IReadOnlyList<GrepHit> Hits, IReadOnlyList<(int Number, string Text)> Lines)
{
    /// <summary>Groups of hits, in the order of their best, with the lines around them read again from their files.</summary>
    public static List<GrepContextLines> Read(IReadOnlyList<GrepHit> hits, int before, int after)
    {
        var groups = new List<(int Rank, GrepContextLines Group)>();
        foreach (var ofFile in hits.Index().GroupBy(static hit => hit.Item.Unit.File!))
        {
            var inOrder = ofFile.OrderBy(static hit => hit.Item.Unit.Line).ToList();
            for (var i = 0; i < inOrder.Count;)
            {
                var (first, rank) = (i, inOrder[i].Index);
                var last = inOrder[i].Item.Unit.LastLine;
                for (i++; i < inOrder.Count && inOrder[i].Item.Unit.Line - before <= last + after + 1; i++)
                    (last, rank) = (Math.Max(last, inOrder[i].Item.Unit.LastLine), Math.Min(rank, inOrder[i].Index));
                groups.Add((rank, new GrepContextLines(ofFile.Key, [.. inOrder[first..i].Select(static hit => hit.Item)], [])));
            }
        }
        var filled = new List<(int Rank, GrepContextLines Group)>(groups.Count);
        foreach (var ofFile in groups.GroupBy(static group => group.Group.File)) filled.AddRange(Fill(ofFile.Key, [.. ofFile], before, after));
        return [.. filled.OrderBy(static group => group.Rank).Select(static group => group.Group)];
    }

    private static IEnumerable<(int Rank, GrepContextLines Group)> Fill(GrepFile file, List<(int Rank, GrepContextLines Group)> groups, int before, int after)
    {
        var lines = new SortedDictionary<int, string>();
        var end = groups.Max(static group => group.Group.Hits.Max(static hit => hit.Unit.LastLine)) + after;
        using (var reader = GrepFiles.Open(file.Path!))
        {
            // A file that is no text any more has no lines to show.
            if (reader is not null)
                foreach (var (number, text) in BoundedLines.Read(reader).TakeWhile(line => line.Number <= end))
                    if (groups.Exists(group => number >= group.Group.Hits[0].Unit.Line - before && number <= group.Group.Hits.Max(static hit => hit.Unit.LastLine) + after))
                        lines.TryAdd(number, text);
        }
        foreach (var (rank, group) in groups)
        {
            var (from, to) = (group.Hits[0].Unit.Line - before, group.Hits.Max(static hit => hit.Unit.LastLine) + after);
            yield return (rank, group with { Lines = [.. lines.Where(line => line.Key >= from && line.Key <= to).Select(static line => (line.Key, line.Value))] });
        }
    }
}
