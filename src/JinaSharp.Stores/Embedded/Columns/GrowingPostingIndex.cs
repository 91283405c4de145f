using System.Numerics;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>Postings that one writer appends to, a run for each batch, while readers read.</summary>
/// <remarks>Runs never change; the array of runs is replaced. Sixteen runs of about one size become one, so that there are never many.</remarks>
internal sealed class GrowingPostingIndex : PostingIndex
{
    private const int Together = 16;

    private MemoryPostingRun[] _runs = [];

    public override IReadOnlyList<PostingRun> Runs => Volatile.Read(ref _runs);

    /// <summary>Appends the postings of the next rows.</summary>
    public void Append(MemoryPostingRun run)
    {
        var runs = _runs;
        MemoryPostingRun[] grown = [.. runs, run];
        var similar = 1;
        while (similar < grown.Length && Level(grown[^(similar + 1)]) <= Level(run)) similar++;
        if (similar >= Together) grown = [.. grown.AsSpan(0, grown.Length - similar), MemoryPostingRun.Merge(grown.AsSpan(grown.Length - similar))];
        Volatile.Write(ref _runs, grown);
    }

    public override Postings Find(ulong term)
    {
        var runs = Volatile.Read(ref _runs);
        Span<int> places = runs.Length <= 128 ? stackalloc int[runs.Length] : new int[runs.Length];
        int holders = 0, last = -1, count = 0;
        for (var i = 0; i < runs.Length; i++)
        {
            places[i] = runs[i].Find(term);
            if (places[i] < 0) continue;
            (holders, last) = (holders + 1, i);
            count += runs[i].At(places[i]).Rows.Length;
        }
        if (holders == 0) return default;
        if (holders == 1) return runs[last].At(places[last]);
        var (rows, values) = (new int[count], new int[count]);
        var used = 0;
        for (var i = 0; i <= last; i++)
        {
            if (places[i] < 0) continue;
            var found = runs[i].At(places[i]);
            found.Rows.CopyTo(rows.AsSpan(used));
            found.Values.CopyTo(values.AsSpan(used));
            used += found.Rows.Length;
        }
        return new Postings(rows, values);
    }

    private static int Level(MemoryPostingRun run) => BitOperations.Log2((uint)run.RowCount | 1) / BitOperations.Log2(Together);
}
