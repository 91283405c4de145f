namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>Walks over the terms of several runs together: ascending, and for one term from run to run.</summary>
/// <remarks>The order is found once, with a heap, and kept in two bytes for each term of each run; every further walk only follows it.</remarks>
internal sealed class PostingMerge
{
    private const ushort NewTerm = 0x8000;
    private const int MaxRuns = NewTerm;

    private readonly ushort[] _order;
    private readonly int[] _next;
    private long _position;

    public PostingMerge(IReadOnlyList<PostingRun> runs)
    {
        if (runs.Count > MaxRuns) throw new ArgumentException($"{runs.Count} runs; at most {MaxRuns} are merged.", nameof(runs));
        _next = new int[runs.Count];
        _order = Order(runs);
    }

    /// <summary>The next term of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="index">The term's place in it.</param>
    /// <param name="isNewTerm">Whether the term is another than that of the call before.</param>
    public bool TryNext(out int run, out int index, out bool isNewTerm)
    {
        (run, index, isNewTerm) = (-1, -1, false);
        if (_position == _order.Length) return false;
        var step = _order[_position++];
        isNewTerm = (step & NewTerm) != 0;
        run = step & ~NewTerm;
        index = _next[run]++;
        return true;
    }

    /// <summary>Begins again.</summary>
    public void Restart()
    {
        Array.Clear(_next);
        _position = 0;
    }

    private static ushort[] Order(IReadOnlyList<PostingRun> runs)
    {
        var order = new ushort[runs.Sum(run => (long)run.TermCount)];
        var heads = new PriorityQueue<int, (ulong Term, int Run)>(runs.Count);
        var next = new int[runs.Count];
        for (var run = 0; run < runs.Count; run++)
            if (runs[run].TermCount > 0)
                heads.Enqueue(run, (runs[run].Term(0), run));
        var used = 0L;
        ulong last = 0;
        while (heads.TryPeek(out var run, out var head))
        {
            order[used] = (ushort)(run | (used == 0 || head.Term != last ? NewTerm : 0));
            used++;
            last = head.Term;
            if (++next[run] < runs[run].TermCount) heads.DequeueEnqueue(run, (runs[run].Term(next[run]), run));
            else heads.Dequeue();
        }
        return order;
    }
}
