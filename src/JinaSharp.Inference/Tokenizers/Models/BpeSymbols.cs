using System.Numerics;

namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>The symbols of one piece while they are merged: repeatedly the leftmost pair of lowest rank.</summary>
internal sealed class BpeSymbols
{
    // Up to here one by one is faster than in vectors, which have at most half as many lanes.
    private const int LongestScannedSingly = 32;

    // Up to here scanning all ranks (eight or more at a time) for the lowest beats a heap.
    private const int LongestScanned = 384;
    private const int NoRank = int.MaxValue;

    private PieceToken[] _symbols = new PieceToken[64];
    private int[] _ranks = new int[64];  // of each live symbol with the next one
    private int[] _merged = new int[64]; // what they merge into
    private int[] _next = new int[64];
    private int[] _previous = new int[64];
    private readonly RankHeap _heap = new();

    /// <summary>The number of symbols.</summary>
    public int Count { get; private set; }

    /// <summary>The symbols.</summary>
    public ReadOnlySpan<PieceToken> Symbols => _symbols.AsSpan(0, Count);

    /// <summary>Forgets all symbols.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a symbol at the end.</summary>
    public void Add(PieceToken symbol)
    {
        if (Count == _symbols.Length)
            Grow();
        _symbols[Count++] = symbol;
    }

    /// <summary>Merges until no pair merges.</summary>
    public void Merge(MergeTable table)
    {
        if (Count < 2)
            return;
        for (var i = 0; i < Count; i++)
        {
            _next[i] = i + 1 < Count ? i + 1 : -1;
            _previous[i] = i - 1;
        }

        for (var i = 0; i < Count; i++)
            Look(table, i);
        if (Count <= LongestScanned)
            MergeByScanning(table);
        else
            MergeByHeap(table);
        Compact();
    }

    private void MergeByScanning(MergeTable table)
    {
        var ranks = _ranks.AsSpan(0, Count);
        while (true)
        {
            var best = LeftmostLowest(ranks);
            if (ranks[best] == NoRank)
                return;
            Join(table, best);
        }
    }

    private void MergeByHeap(MergeTable table)
    {
        _heap.Clear();
        for (var i = 0; i < Count; i++)
            Push(i);
        while (_heap.TryPop(out var rank, out var left))
        {
            // Stale when either side was merged away or changed since.
            if (_ranks[left] != rank)
                continue;
            Join(table, left);
            Push(left);
            if (_previous[left] >= 0)
                Push(_previous[left]);
        }
    }

    private void Push(int left)
    {
        if (_ranks[left] != NoRank)
            _heap.Push(_ranks[left], left);
    }

    private static int LeftmostLowest(ReadOnlySpan<int> ranks)
    {
        if (ranks.Length > LongestScannedSingly)
            return LeftmostLowestOfMany(ranks);
        var best = 0;
        for (var i = 1; i < ranks.Length; i++)
            if (ranks[i] < ranks[best])
                best = i;
        return best;
    }

    private static int LeftmostLowestOfMany(ReadOnlySpan<int> ranks)
    {
        var lanes = new Vector<int>(ranks);
        var i = Vector<int>.Count;
        for (; i <= ranks.Length - Vector<int>.Count; i += Vector<int>.Count)
            lanes = Vector.Min(lanes, new Vector<int>(ranks[i..]));
        var lowest = NoRank;
        for (var lane = 0; lane < Vector<int>.Count; lane++)
            lowest = Math.Min(lowest, lanes[lane]);
        for (; i < ranks.Length; i++)
            lowest = Math.Min(lowest, ranks[i]);
        return ranks.IndexOf(lowest);
    }

    // Merges a symbol with the next one.
    private void Join(MergeTable table, int left)
    {
        var right = _next[left];
        _symbols[left] = new PieceToken(_merged[left], _symbols[left].Start, _symbols[right].End);
        _ranks[right] = NoRank;
        _next[left] = _next[right];
        if (_next[left] >= 0)
            _previous[_next[left]] = left;
        Look(table, left);
        if (_previous[left] >= 0)
            Look(table, _previous[left]);
    }

    private void Look(MergeTable table, int left)
    {
        var right = _next[left];
        _ranks[left] = right < 0 ? NoRank : table.Find(_symbols[left].Id, _symbols[right].Id, out _merged[left]);
    }

    private void Compact()
    {
        var count = 0;
        for (var i = 0; i >= 0; i = _next[i])
            _symbols[count++] = _symbols[i];
        Count = count;
    }

    private void Grow()
    {
        Array.Resize(ref _symbols, Count * 2);
        Array.Resize(ref _ranks, Count * 2);
        Array.Resize(ref _merged, Count * 2);
        Array.Resize(ref _next, Count * 2);
        Array.Resize(ref _previous, Count * 2);
    }
}
