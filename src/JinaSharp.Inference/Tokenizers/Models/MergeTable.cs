namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>Which pairs of tokens merge, how early, and into what. Open addressing; immutable once built.</summary>
internal sealed class MergeTable
{
    /// <summary>The rank of a pair that does not merge.</summary>
    public const int None = int.MaxValue;

    private readonly Slot[] _slots;
    private readonly int _shift;

    public MergeTable(int count)
    {
        var bits = 4;
        while (1L << bits < 2L * count)
            bits++;
        _slots = new Slot[1 << bits];
        _shift = 64 - bits;
    }

    /// <summary>All merges.</summary>
    public IEnumerable<(int Left, int Right, int Rank)> Entries =>
        _slots.Where(s => s.Key != 0).Select(s => ((int)((s.Key - 1) >> 32), (int)(s.Key - 1), s.Rank));

    /// <summary>Adds a merge; a later one of the same pair replaces it.</summary>
    public void Add(int left, int right, int rank, int merged)
    {
        var key = Key(left, right);
        var index = Index(key);
        while (_slots[index].Key != 0 && _slots[index].Key != key)
            index = (index + 1) & (_slots.Length - 1);
        _slots[index] = new Slot(key, rank, merged);
    }

    /// <summary>The rank of a pair, or <see cref="None"/>, and what it merges into.</summary>
    public int Find(int left, int right, out int merged)
    {
        var slots = _slots;
        var key = Key(left, right);
        for (var index = Index(key); ; index = (index + 1) & (slots.Length - 1))
        {
            ref readonly var slot = ref slots[index];
            if (slot.Key == key)
            {
                merged = slot.Merged;
                return slot.Rank;
            }

            if (slot.Key == 0)
            {
                merged = -1;
                return None;
            }
        }
    }

    // Plus one, so that 0 means free.
    private static ulong Key(int left, int right) => (((ulong)(uint)left << 32) | (uint)right) + 1;

    private int Index(ulong key) => (int)(((key ^ (key >> 32)) * 0x9E3779B97F4A7C15) >> _shift);

    private readonly record struct Slot(ulong Key, int Rank, int Merged);
}
