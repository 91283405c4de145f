namespace JinaSharp.Embeddings.Lexical;

/// <summary>The different tokens of one text with their counts; reused from text to text.</summary>
internal sealed class LexicalTermTable
{
    /// <summary>The number of different tokens after which a text is added up in pieces, so that memory stays bounded.</summary>
    public const int Capacity = 1 << 15;

    private const int InitialSlots = 1 << 10;
    private int[] _slots = new int[InitialSlots];   // 1 + place in _terms, 0 for a free slot
    private LexicalTerm[] _terms = new LexicalTerm[InitialSlots / 2];
    private char[] _letters = new char[InitialSlots * 4];
    private int _lettersUsed;

    /// <summary>The number of different tokens.</summary>
    public int Count { get; private set; }

    /// <summary>The tokens, in the order of their first occurrence.</summary>
    public ReadOnlySpan<LexicalTerm> Terms => _terms.AsSpan(0, Count);

    /// <summary>The folded letters of a token.</summary>
    public ReadOnlySpan<char> Letters(in LexicalTerm term) => _letters.AsSpan(term.LettersStart, term.LettersLength);

    /// <summary>Counts a token once more. The first occurrence decides its kind.</summary>
    public void Add(ulong hash, ReadOnlySpan<char> folded, TextTokenKind kind)
    {
        var mask = _slots.Length - 1;
        var slot = (int)hash & mask;
        while (_slots[slot] is var place and not 0)
        {
            ref var term = ref _terms[place - 1];
            if (term.Hash == hash)
            {
                term.Count++;
                return;
            }
            slot = (slot + 1) & mask;
        }
        if (Count == _terms.Length)
        {
            Grow();
            Add(hash, folded, kind);
            return;
        }
        if (_lettersUsed + folded.Length > _letters.Length) Array.Resize(ref _letters, _letters.Length * 2);
        folded.CopyTo(_letters.AsSpan(_lettersUsed));
        _terms[Count] = new LexicalTerm { Hash = hash, Count = 1, LettersStart = _lettersUsed, LettersLength = (byte)folded.Length, Kind = kind, Slot = slot };
        _lettersUsed += folded.Length;
        _slots[slot] = ++Count;
    }

    /// <summary>Forgets every token, keeping the memory.</summary>
    public void Clear()
    {
        // Slot by slot: after one long text the table is large, and short ones must not pay for it.
        foreach (ref readonly var term in Terms) _slots[term.Slot] = 0;
        Count = 0;
        _lettersUsed = 0;
    }

    private void Grow()
    {
        Array.Resize(ref _terms, _terms.Length * 2);
        _slots = new int[_terms.Length * 2];
        var mask = _slots.Length - 1;
        for (var i = 0; i < Count; i++)
        {
            var slot = (int)_terms[i].Hash & mask;
            while (_slots[slot] != 0) slot = (slot + 1) & mask;
            _slots[slot] = i + 1;
            _terms[i].Slot = slot;
        }
    }
}
