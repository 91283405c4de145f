using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Index;

namespace JinaSharp.Stores.Embedded;

/// <summary>Makes inverted lists over the rows of a collection in memory, beside the writing and reading: when there are enough rows, and again when there are half as many more. Callers take turns.</summary>
internal sealed class MemoryLists(VectorCollectionDefinition definition, CancellationToken closing)
{
    private readonly long _least = BuiltLists.LeastRowsFor(definition);
    private Task _making = Task.CompletedTask;
    private int _rowCount;

    /// <summary>Begins to make lists where it is time to.</summary>
    /// <param name="view">All rows of now.</param>
    public void Follow(View view)
    {
        if (_making.IsCompleted && IsDue(view, _rowCount + (_rowCount / 2))) Begin(view);
    }

    /// <summary>Ends when all rows of now are in lists, if they are enough.</summary>
    public async Task FinishAsync(View view)
    {
        await _making.ConfigureAwait(false);
        if (!IsDue(view, _rowCount + 1)) return;
        Begin(view);
        await _making.ConfigureAwait(false);
    }

    /// <summary>Ends when nothing is being made any more.</summary>
    public Task IdleAsync() => Task.WhenAny(_making);

    private bool IsDue(View view, int rowCount) => view.Slices.Count > 0 && view.Slices[0].RowCount >= Math.Max(_least, rowCount);

    private void Begin(View view)
    {
        _rowCount = view.Slices[0].RowCount;
        _making = Task.Run(() => Make(view), CancellationToken.None);
    }

    private void Make(View view)
    {
        var (segment, rowCount) = view.Slices[0];
        var rows = new List<(int Source, int Row)>(rowCount);
        for (var row = 0; row < rowCount; row++)
            if (segment.Deletions.IsAlive(row, view.Version))
                rows.Add((0, row));
        var built = BuiltLists.Build(definition, [segment], rows, closing);
        for (var ordinal = 0; ordinal < segment.Vectors.Count; ordinal++)
        {
            var lists = built.Find(candidate => candidate.Ordinal == ordinal);
            segment.Vectors[ordinal].Lists = lists is null ? null : ListIndex.InMemory(lists.Renumber(place => rows[place].Row), segment.Vectors[ordinal], rowCount);
        }
    }
}
