namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>Collects the postings of rows, one row after another, and makes a run of them. Used for run after run; allocates little more than the runs once it has grown.</summary>
internal sealed class PostingRunBuilder
{
    // The places of terms in _terms, plus one; 0: free. As many as a power of two, at most half of them taken.
    private int[] _slots = new int[2048];
    private TermEntry[] _terms = new TermEntry[1024];
    private int _termCount;

    private Posting[] _postings = new Posting[4096];
    private int _count;

    /// <summary>Bytes that the builder holds between runs.</summary>
    public long Capacity => (_slots.Length * 4L) + (_terms.Length * 24L) + (_postings.Length * 12L);

    /// <summary>Counts a term of a row once more.</summary>
    public void Count(ulong term, int row)
    {
        ref var entry = ref Entry(term);
        if (entry.Count > 0 && _postings[entry.Last].Row == row)
        {
            _postings[entry.Last].Value++;
            return;
        }
        Append(ref entry, row, 1);
    }

    /// <summary>Adds a posting with a value of its own; a row has a term once.</summary>
    public void Add(ulong term, int row, int value) => Append(ref Entry(term), row, value);

    /// <summary>Makes the run, and is empty again; null when there is no posting.</summary>
    public MemoryPostingRun? Take(int rowCount)
    {
        if (_count == 0) return null;
        var terms = new ulong[_termCount];
        var places = new int[_termCount];
        for (var i = 0; i < _termCount; i++) (terms[i], places[i]) = (_terms[i].Term, i);
        Array.Sort(terms, places);
        var starts = new int[_termCount + 1];
        for (var i = 0; i < _termCount; i++)
        {
            ref var entry = ref _terms[places[i]];
            starts[i + 1] = starts[i] + entry.Count;
            // From here on: where the next posting of the term goes.
            entry.Last = starts[i];
        }
        var (rows, values) = (new int[_count], new int[_count]);
        foreach (ref readonly var posting in _postings.AsSpan(0, _count))
        {
            var at = _terms[posting.Place].Last++;
            rows[at] = posting.Row;
            values[at] = posting.Value;
        }
        Clear();
        return new MemoryPostingRun(terms, starts, rows, values, rowCount);
    }

    /// <summary>Drops what was added.</summary>
    public void Clear()
    {
        if (_termCount * 8 > _slots.Length) Array.Clear(_slots);
        else for (var i = 0; i < _termCount; i++) _slots[_terms[i].Slot] = 0;
        (_termCount, _count) = (0, 0);
    }

    private void Append(ref TermEntry entry, int row, int value)
    {
        if (_count == _postings.Length) Array.Resize(ref _postings, _postings.Length * 2);
        entry.Last = _count;
        entry.Count++;
        _postings[_count++] = new Posting { Place = entry.Place, Row = row, Value = value };
    }

    private ref TermEntry Entry(ulong term)
    {
        var slot = SlotOf(term);
        if (_slots[slot] is var place and not 0) return ref _terms[place - 1];
        if (_termCount == _terms.Length)
        {
            Grow();
            slot = SlotOf(term);
        }
        _terms[_termCount] = new TermEntry { Term = term, Place = _termCount, Slot = slot };
        _slots[slot] = _termCount + 1;
        return ref _terms[_termCount++];
    }

    // The slot of a term, or the free one where it belongs.
    private int SlotOf(ulong term)
    {
        var mask = _slots.Length - 1;
        var slot = TermHash.Slot(term, _slots.Length);
        while (_slots[slot] is var place and not 0 && _terms[place - 1].Term != term) slot = (slot + 1) & mask;
        return slot;
    }

    private void Grow()
    {
        Array.Resize(ref _terms, _terms.Length * 2);
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < _termCount; i++)
        {
            _terms[i].Slot = SlotOf(_terms[i].Term);
            _slots[_terms[i].Slot] = i + 1;
        }
    }

    private struct TermEntry
    {
        public ulong Term;
        public int Place;
        public int Slot;
        public int Count;
        public int Last;
    }

    private struct Posting
    {
        public int Place;
        public int Row;
        public int Value;
    }
}
