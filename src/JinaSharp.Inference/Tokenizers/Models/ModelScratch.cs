namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>The working memory of a model for one encoding at a time: grown on demand, reused for every piece.</summary>
internal sealed class ModelScratch
{
    private PieceToken[] _tokens = new PieceToken[64];
    private int _count;

    /// <summary>The tokens of the current piece.</summary>
    public ReadOnlySpan<PieceToken> Tokens => _tokens.AsSpan(0, _count);

    /// <summary>Symbols of byte-pair merging.</summary>
    public BpeSymbols Symbols { get; } = new();

    /// <summary>Nodes of the Unigram lattice, by position.</summary>
    public UnigramNode[] Nodes { get; private set; } = new UnigramNode[64];

    /// <summary>Hashes of prefixes.</summary>
    public ulong[] Hashes { get; private set; } = new ulong[64];

    /// <summary>Forgets the tokens.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a token.</summary>
    public void Add(int id, int start, int end)
    {
        if (_count == _tokens.Length)
            Array.Resize(ref _tokens, _count * 2);
        _tokens[_count++] = new PieceToken(id, start, end);
    }

    /// <summary>Reverses the tokens from an index on.</summary>
    public void Reverse(int from) => _tokens.AsSpan(from, _count - from).Reverse();

    /// <summary>Keeps so many tokens.</summary>
    public void Truncate(int count) => _count = count;

    /// <summary>Makes the nodes so many, without clearing them.</summary>
    public Span<UnigramNode> NodesFor(int count)
    {
        if (Nodes.Length < count)
            Nodes = new UnigramNode[Math.Max(count, Nodes.Length * 2)];
        return Nodes.AsSpan(0, count);
    }

    /// <summary>Makes the hashes so many, without clearing them.</summary>
    public Span<ulong> HashesFor(int count)
    {
        if (Hashes.Length < count)
            Hashes = new ulong[Math.Max(count, Hashes.Length * 2)];
        return Hashes.AsSpan(0, count);
    }
}
