using System.Numerics.Tensors;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>A run of postings in memory: terms ascending, where the postings of each start, rows and values. Immutable once readers see it.</summary>
internal sealed class MemoryPostingRun(ulong[] terms, int[] starts, int[] rows, int[] values, int rowCount) : PostingRun
{
    public override int TermCount => terms.Length;

    /// <summary>The number of rows that the run is of, also of those without a term.</summary>
    public int RowCount { get; } = rowCount;

    public int PostingCount => rows.Length;

    public override ulong Term(int index) => terms[index];

    public override Postings At(int index)
    {
        var (start, count) = (starts[index], starts[index + 1] - starts[index]);
        return new Postings(rows.AsSpan(start, count), values.AsSpan(start, count));
    }

    /// <summary>The place of a term; negative when no row has it.</summary>
    public int Find(ulong term) => Array.BinarySearch(terms, term);

    /// <summary>Counts the rows from another one on. Before readers see the run.</summary>
    public void MoveTo(int firstRow) => TensorPrimitives.Add(rows, firstRow, rows);

    /// <summary>One run of several that follow each other.</summary>
    public static MemoryPostingRun Merge(ReadOnlySpan<MemoryPostingRun> runs)
    {
        var merge = new PostingMerge(runs.ToArray());
        int postings = 0, rowCount = 0;
        foreach (var run in runs) (postings, rowCount) = (postings + run.PostingCount, rowCount + run.RowCount);
        var terms = new List<ulong>();
        var starts = new List<int>();
        var (rows, values) = (new int[postings], new int[postings]);
        var used = 0;
        while (merge.TryNext(out var run, out var index, out var isNewTerm))
        {
            if (isNewTerm)
            {
                terms.Add(runs[run].Term(index));
                starts.Add(used);
            }
            var found = runs[run].At(index);
            found.Rows.CopyTo(rows.AsSpan(used));
            found.Values.CopyTo(values.AsSpan(used));
            used += found.Rows.Length;
        }
        starts.Add(used);
        return new MemoryPostingRun([.. terms], [.. starts], rows, values, rowCount);
    }
}
