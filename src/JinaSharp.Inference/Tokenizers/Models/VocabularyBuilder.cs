namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>Collects the entries of a vocabulary in the order of the file.</summary>
internal sealed class VocabularyBuilder
{
    private char[] _chars = new char[4096];
    private int _length;

    /// <summary>Where each entry starts, and where the last ends.</summary>
    public List<int> Offsets { get; } = [0];

    /// <summary>The id of each entry.</summary>
    public List<int> Ids { get; } = [];

    /// <summary>All entries, one after the other.</summary>
    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, _length);

    /// <summary>Room to write the next entry into.</summary>
    public Span<char> Reserve(int length)
    {
        if (_chars.Length - _length < length)
            Array.Resize(ref _chars, Math.Max(_length + length, _chars.Length * 2));
        return _chars.AsSpan(_length, length);
    }

    /// <summary>Adds the entry that was written into the reserved room.</summary>
    public void Commit(int length, int id)
    {
        _length += length;
        Offsets.Add(_length);
        Ids.Add(id);
    }

    /// <summary>Adds an entry.</summary>
    public void Add(ReadOnlySpan<char> token, int id)
    {
        token.CopyTo(Reserve(token.Length));
        Commit(token.Length, id);
    }
}
