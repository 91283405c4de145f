namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>The symbols of one piece while they are merged: repeatedly the leftmost pair of lowest rank.</summary>
internal sealed class BpeSymbols
{
    // Up to here scanning for the lowest rank beats a heap.
    private const int LongestScanned = 48;

    private PieceToken[] _symbols = new PieceToken[64];
    private long[] _merges = new long[64];  // of each symbol with the next
    private int[] _next = [];
    private int[] _previous = [];
    private readonly PriorityQueue<int, (long Merge, int Position)> _queue = new();

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
        {
            Array.Resize(ref _symbols, Count * 2);
            Array.Resize(ref _merges, Count * 2);
        }

        _symbols[Count++] = symbol;
    }

    /// <summary>Merges until no pair merges.</summary>
    public void Merge(MergeTable table)
    {
        if (Count <= LongestScanned)
            MergeByScanning(table);
        else
            MergeByQueue(table);
    }

    private static PieceToken Joined(PieceToken left, PieceToken right, long merge) => new((int)merge, left.Start, right.End);

    private void MergeByScanning(MergeTable table)
    {
        var symbols = _symbols.AsSpan(0, Count);
        var merges = _merges.AsSpan(0, Count);
        for (var i = 0; i + 1 < symbols.Length; i++)
            merges[i] = table.Find(symbols[i].Id, symbols[i + 1].Id);
        while (symbols.Length > 1)
        {
            var best = 0;
            for (var i = 1; i + 1 < symbols.Length; i++)
                if (merges[i] < merges[best])
                    best = i;
            if (merges[best] == MergeTable.None)
                break;

            symbols[best] = Joined(symbols[best], symbols[best + 1], merges[best]);
            symbols[(best + 2)..].CopyTo(symbols[(best + 1)..]);
            merges[(best + 2)..].CopyTo(merges[(best + 1)..]);
            symbols = symbols[..^1];
            merges = merges[..^1];
            if (best > 0)
                merges[best - 1] = table.Find(symbols[best - 1].Id, symbols[best].Id);
            if (best + 1 < symbols.Length)
                merges[best] = table.Find(symbols[best].Id, symbols[best + 1].Id);
        }

        Count = symbols.Length;
    }

    private void MergeByQueue(MergeTable table)
    {
        if (_next.Length < Count)
        {
            _next = new int[_symbols.Length];
            _previous = new int[_symbols.Length];
        }

        _queue.Clear();
        for (var i = 0; i < Count; i++)
        {
            _next[i] = i + 1 < Count ? i + 1 : -1;
            _previous[i] = i - 1;
        }

        for (var i = 0; i + 1 < Count; i++)
            Enqueue(table, i);
        while (_queue.TryDequeue(out var left, out var priority))
        {
            // Stale when either side was merged away or changed since.
            if (_merges[left] != priority.Merge)
                continue;
            var right = _next[left];
            _symbols[left] = Joined(_symbols[left], _symbols[right], priority.Merge);
            _merges[right] = MergeTable.None;
            _next[left] = _next[right];
            if (_next[left] >= 0)
                _previous[_next[left]] = left;
            Enqueue(table, left);
            if (_previous[left] >= 0)
                Enqueue(table, _previous[left]);
        }

        var count = 0;
        for (var i = 0; i >= 0; i = _next[i])
            _symbols[count++] = _symbols[i];
        Count = count;
    }

    private void Enqueue(MergeTable table, int left)
    {
        var right = _next[left];
        _merges[left] = right < 0 ? MergeTable.None : table.Find(_symbols[left].Id, _symbols[right].Id);
        if (_merges[left] != MergeTable.None)
            _queue.Enqueue(left, (_merges[left], left));
    }
}
