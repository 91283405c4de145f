using System.Runtime.CompilerServices;

namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>
/// Tokens and their ids: an open-addressing hash table over one array of characters. When a token occurs twice the later id wins.
/// Immutable and safe for concurrent use.
/// </summary>
internal sealed class Vocabulary
{
    private const int SparseFactor = 8;
    private const int SparseSlack = 4096;

    private readonly char[] _chars;
    private readonly int[] _offsets;
    private readonly int[] _ids;       // by entry
    private readonly Slot[] _slots;
    private readonly int _shift;
    private readonly int[] _entries;   // by id, entry + 1; empty when ids are sparse
    private readonly Dictionary<int, int> _sparseEntries = [];

    public Vocabulary(VocabularyBuilder builder)
    {
        _chars = builder.Chars.ToArray();
        _offsets = [.. builder.Offsets];
        _ids = [.. builder.Ids];
        var bits = 4;
        while (1L << bits < 2L * _ids.Length)
            bits++;
        _slots = new Slot[1 << bits];
        _shift = 64 - bits;
        for (var entry = 0; entry < _ids.Length; entry++)
            Insert(entry);
        LargestId = _ids.Length == 0 ? -1 : _ids.Max();
        LongestToken = Enumerable.Range(0, _ids.Length).Select(i => _offsets[i + 1] - _offsets[i]).DefaultIfEmpty().Max();
        _entries = LargestId <= ((long)_ids.Length * SparseFactor) + SparseSlack ? new int[LargestId + 1] : [];
        for (var entry = 0; entry < _ids.Length; entry++)
        {
            if (_entries.Length > 0)
                _entries[_ids[entry]] = entry + 1;
            else
                _sparseEntries[_ids[entry]] = entry + 1;
        }
    }

    /// <summary>The number of different tokens.</summary>
    public int Count { get; private set; }

    /// <summary>The largest id, or -1.</summary>
    public int LargestId { get; }

    /// <summary>The length of the longest token in UTF-16 units.</summary>
    public int LongestToken { get; }

    /// <summary>The id of a token, or -1.</summary>
    public int Find(ReadOnlySpan<char> token) => Find(TokenHash.Extend(TokenHash.Seed, token), [], token);

    /// <summary>The id of the token that is a prefix and a rest, or -1; the hash is that of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ulong hash, ReadOnlySpan<char> prefix, ReadOnlySpan<char> rest)
    {
        var slots = _slots;
        var tag = (uint)hash;
        for (var index = (int)(hash >> _shift); ; index = (index + 1) & (slots.Length - 1))
        {
            ref readonly var slot = ref slots[index];
            if (slot.Entry == 0)
                return -1;
            if (slot.Tag == tag && Matches(slot.Entry - 1, prefix, rest))
                return _ids[slot.Entry - 1];
        }
    }

    /// <summary>The token of an id; empty when there is none, which <see cref="Contains"/> tells apart from the empty token.</summary>
    public ReadOnlySpan<char> Token(int id)
    {
        var entry = Entry(id) - 1;
        return entry < 0 ? [] : _chars.AsSpan(_offsets[entry], _offsets[entry + 1] - _offsets[entry]);
    }

    /// <summary>Whether an id has a token.</summary>
    public bool Contains(int id) => Entry(id) > 0;

    private int Entry(int id)
    {
        if ((uint)id < (uint)_entries.Length)
            return _entries[id];
        return _sparseEntries.GetValueOrDefault(id);
    }

    private bool Matches(int entry, ReadOnlySpan<char> prefix, ReadOnlySpan<char> rest)
    {
        var token = _chars.AsSpan(_offsets[entry], _offsets[entry + 1] - _offsets[entry]);
        return token.Length == prefix.Length + rest.Length && token.StartsWith(prefix) && token[prefix.Length..].SequenceEqual(rest);
    }

    private void Insert(int entry)
    {
        var token = _chars.AsSpan(_offsets[entry], _offsets[entry + 1] - _offsets[entry]);
        var hash = TokenHash.Extend(TokenHash.Seed, token);
        for (var index = (int)(hash >> _shift); ; index = (index + 1) & (_slots.Length - 1))
        {
            ref var slot = ref _slots[index];
            if (slot.Entry == 0)
            {
                slot = new Slot((uint)hash, entry + 1);
                Count++;
                return;
            }

            if (slot.Tag == (uint)hash && Matches(slot.Entry - 1, [], token))
            {
                slot = new Slot((uint)hash, entry + 1);
                return;
            }
        }
    }

    private readonly record struct Slot(uint Tag, int Entry);
}
