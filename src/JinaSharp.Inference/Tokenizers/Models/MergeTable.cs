namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>Which pairs of tokens merge, how early, and into what. Open addressing; immutable once built.</summary>
internal sealed class MergeTable
{
    private readonly ulong[] _keys;    // left and right id, plus one so that 0 means free
    private readonly long[] _values;   // rank and merged id
    private readonly int _shift;

    public MergeTable(int count)
    {
        var bits = 4;
        while (1L << bits < 2L * count)
            bits++;
        _keys = new ulong[1 << bits];
        _values = new long[1 << bits];
        _shift = 64 - bits;
    }

    /// <summary>Not a merge.</summary>
    public const long None = long.MaxValue;

    /// <summary>Adds a merge; a later one of the same pair replaces it.</summary>
    public void Add(int left, int right, int rank, int merged)
    {
        var key = Key(left, right);
        var index = Index(key);
        while (_keys[index] != 0 && _keys[index] != key)
            index = (index + 1) & (_keys.Length - 1);
        _keys[index] = key;
        _values[index] = ((long)rank << 32) | (uint)merged;
    }

    /// <summary>The rank (upper half) and merged id (lower half) of a pair, or <see cref="None"/>.</summary>
    public long Find(int left, int right)
    {
        var key = Key(left, right);
        for (var index = Index(key); ; index = (index + 1) & (_keys.Length - 1))
        {
            var found = _keys[index];
            if (found == key)
                return _values[index];
            if (found == 0)
                return None;
        }
    }

    private static ulong Key(int left, int right) => (((ulong)(uint)left << 32) | (uint)right) + 1;

    private int Index(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> _shift);
}
