namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>Postings that one writer appends to, rows ascending, while readers read.</summary>
/// <remarks>Open addressing. Slots are only filled, term before list, so readers need no lock: a slot whose list can be seen has its term.</remarks>
internal sealed class GrowingPostingIndex : PostingIndex
{
    private Slot[] _slots = new Slot[64];
    private int _count;

    public override IEnumerable<ulong> Terms
    {
        get
        {
            foreach (var slot in Volatile.Read(ref _slots))
                if (slot.List is not null)
                    yield return slot.Term;
        }
    }

    public void Add(ulong term, int row, int value)
    {
        ref var slot = ref Place(_slots, term, out var list);
        if (list is null)
        {
            if ((_count + 1) * 3 > _slots.Length * 2)
            {
                Grow();
                slot = ref Place(_slots, term, out _);
            }
            slot.Term = term;
            list = new PostingList();
            list.Add(row, value);
            Volatile.Write(ref slot.List, list);
            _count++;
            return;
        }
        list.Add(row, value);
    }

    public override Postings Find(ulong term)
    {
        Place(Volatile.Read(ref _slots), term, out var list);
        return list is null ? default : list.Read();
    }

    // The new table is complete before readers can see it.
    private void Grow()
    {
        var slots = new Slot[_slots.Length * 2];
        foreach (var slot in _slots)
            if (slot.List is not null)
                Place(slots, slot.Term, out _) = slot;
        Volatile.Write(ref _slots, slots);
    }

    private static ref Slot Place(Slot[] slots, ulong term, out PostingList? list)
    {
        for (var place = TermHash.Slot(term, slots.Length); ; place = (place + 1) & (slots.Length - 1))
        {
            ref var slot = ref slots[place];
            list = Volatile.Read(ref slot.List);
            if (list is null || slot.Term == term) return ref slot;
        }
    }

    private struct Slot
    {
        public ulong Term;
        public PostingList? List;
    }
}
