namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>An id table that one writer adds to.</summary>
internal sealed class GrowingIdTable : IdTable
{
    private ulong[] _slots = new ulong[16];
    private int _count;

    public override ReadOnlySpan<ulong> Slots => Volatile.Read(ref _slots);

    /// <summary>Adds a row; the function gives the hash of an earlier row when the table has to grow.</summary>
    public void Add(ulong hash, int row, Func<int, ulong> hashOf)
    {
        if ((_count + 1) * 3 > _slots.Length * 2)
        {
            var slots = new ulong[_slots.Length * 2];
            foreach (var entry in _slots)
                if (entry != 0)
                    Put(slots, hashOf(Row(entry)), entry);
            Volatile.Write(ref _slots, slots);
        }
        Put(_slots, hash, Entry(hash, row));
        _count++;
    }

    /// <summary>Puts an entry into the first free slot from where its hash points.</summary>
    public static void Put(Span<ulong> slots, ulong hash, ulong entry)
    {
        var mask = slots.Length - 1;
        var slot = (int)hash & mask;
        while (slots[slot] != 0) slot = (slot + 1) & mask;
        Volatile.Write(ref slots[slot], entry);
    }
}
