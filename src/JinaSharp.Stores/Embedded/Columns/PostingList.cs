namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The postings of one term: rows in the first half of the array's capacity, values in the second.</summary>
internal sealed class PostingList
{
    private int[] _entries = new int[4];
    private int _count;

    public void Add(int row, int value)
    {
        var capacity = _entries.Length / 2;
        if (_count == capacity)
        {
            var entries = new int[_entries.Length * 2];
            Array.Copy(_entries, 0, entries, 0, _count);
            Array.Copy(_entries, capacity, entries, entries.Length / 2, _count);
            Volatile.Write(ref _entries, entries);
            capacity = entries.Length / 2;
        }
        _entries[_count] = row;
        _entries[capacity + _count] = value;
        Volatile.Write(ref _count, _count + 1);
    }

    public Postings Read()
    {
        // The count first: the array seen after it holds at least that many.
        var count = Volatile.Read(ref _count);
        var entries = Volatile.Read(ref _entries);
        return new Postings(entries.AsSpan(0, count), entries.AsSpan(entries.Length / 2, count));
    }
}
