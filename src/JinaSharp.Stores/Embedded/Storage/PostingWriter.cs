using System.Runtime.InteropServices;
using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Writes the postings of several segments as those of one. Terms whose rows are all gone are left out.</summary>
/// <param name="writer">The file.</param>
/// <param name="sources">The postings, with the new row of each row; -1: it is gone.</param>
/// <param name="isReordered">Whether new rows come in another order than old ones.</param>
/// <param name="release">Called now and then, to give back what was read.</param>
internal sealed class PostingWriter(SegmentWriter writer, IReadOnlyList<(PostingIndex Index, int[] NewRows)> sources, bool isReordered, Action release)
{
    // After so many postings the pages they were read from are given back.
    private const int ReleasePostings = 2_000_000;

    private readonly List<PostingRun> _runs = [.. sources.SelectMany(source => source.Index.Runs)];
    private readonly int[][] _newRows = [.. sources.SelectMany(source => source.Index.Runs.Select(_ => source.NewRows))];
    private readonly List<int> _keys = [];
    private readonly List<int> _numbers = [];

    public void Write(int vector)
    {
        var merge = new PostingMerge(_runs);
        var terms = new List<ulong>();
        var offsets = new List<long> { 0 };
        long released = 0;
        while (merge.TryNext(out var run, out var index, out var isNewTerm))
        {
            if (isNewTerm && (terms.Count == 0 || offsets[^1] > offsets[^2]))
            {
                terms.Add(0);
                offsets.Add(offsets[^1]);
            }
            terms[^1] = _runs[run].Term(index);
            offsets[^1] += Count(run, index);
            if (offsets[^1] - released <= ReleasePostings) continue;
            released = offsets[^1];
            release();
        }
        if (terms.Count > 0 && offsets[^1] == offsets[^2])
        {
            terms.RemoveAt(terms.Count - 1);
            offsets.RemoveAt(offsets.Count - 1);
        }
        release();
        writer.Begin(SectionKind.Terms, vector);
        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(terms)));
        writer.Begin(SectionKind.TermOffsets, vector);
        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(offsets)));
        writer.Begin(SectionKind.PostingRows, vector);
        WriteNumbers(merge, rows: true);
        writer.Begin(SectionKind.PostingValues, vector);
        WriteNumbers(merge, rows: false);
    }

    private long Count(int run, int index)
    {
        var newRows = _newRows[run];
        long count = 0;
        foreach (var row in _runs[run].At(index).Before(newRows.Length).Rows)
            if (newRows[row] >= 0)
                count++;
        return count;
    }

    private void WriteNumbers(PostingMerge merge, bool rows)
    {
        merge.Restart();
        var written = 0;
        while (merge.TryNext(out var run, out var index, out var isNewTerm))
        {
            if (isNewTerm)
            {
                written += _numbers.Count;
                Flush();
                if (written > ReleasePostings)
                {
                    release();
                    written = 0;
                }
            }
            var newRows = _newRows[run];
            var postings = _runs[run].At(index).Before(newRows.Length);
            for (var i = 0; i < postings.Rows.Length; i++)
            {
                var row = newRows[postings.Rows[i]];
                if (row < 0) continue;
                if (isReordered) _keys.Add(row);
                _numbers.Add(rows ? row : postings.Values[i]);
            }
        }
        Flush();
        release();
    }

    private void Flush()
    {
        // Rows that lie in the order of lists are not ascending any more.
        if (isReordered) CollectionsMarshal.AsSpan(_keys).Sort(CollectionsMarshal.AsSpan(_numbers));
        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_numbers)));
        _keys.Clear();
        _numbers.Clear();
    }
}
