namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>Counts how often each term occurs in a text. One is used for text after text and allocates nothing once it has grown.</summary>
internal sealed class TermCounter
{
    private Entry[] _entries = new Entry[1024];
    private int[] _used = new int[512];

    /// <summary>The number of different terms.</summary>
    public int Count { get; private set; }

    /// <summary>The i-th different term, in the order of their first occurrence, and how often it occurs.</summary>
    public (ulong Term, int Occurrences) this[int index]
    {
        get
        {
            var entry = _entries[_used[index]];
            return (entry.Term, entry.Occurrences);
        }
    }

    public void Add(ulong term)
    {
        ref var entry = ref Place(_entries, term, out var place);
        if (entry.Occurrences++ > 0) return;
        entry.Term = term;
        _used[Count++] = place;
        if (Count == _used.Length) Grow();
    }

    public void Clear()
    {
        for (var i = 0; i < Count; i++) _entries[_used[i]] = default;
        Count = 0;
    }

    // Half full: twice as large.
    private void Grow()
    {
        var entries = new Entry[_entries.Length * 2];
        var used = new int[_used.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            var entry = _entries[_used[i]];
            Place(entries, entry.Term, out used[i]) = entry;
        }
        (_entries, _used) = (entries, used);
    }

    private static ref Entry Place(Entry[] entries, ulong term, out int place)
    {
        place = TermHash.Slot(term, entries.Length);
        while (entries[place].Occurrences != 0 && entries[place].Term != term) place = (place + 1) & (entries.Length - 1);
        return ref entries[place];
    }

    private struct Entry
    {
        public ulong Term;
        public int Occurrences;
    }
}
