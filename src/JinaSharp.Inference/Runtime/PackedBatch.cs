namespace JinaSharp.Inference.Runtime;

/// <summary>The only input that models know: the tokens of all texts, one after another, without padding.</summary>
/// <remarks>Reused from call to call; it grows to the largest batch and then allocates no more.</remarks>
internal sealed class PackedBatch
{
    private int[] _tokenIds = new int[256];
    private int[] _typeIds = new int[256];
    private int[] _positions = new int[256];
    private int[] _starts = new int[17];

    /// <summary>The number of texts.</summary>
    public int Count { get; private set; }

    /// <summary>The number of tokens of all texts.</summary>
    public int Tokens => _starts[Count];

    /// <summary>The length of the longest text.</summary>
    public int LongestText { get; private set; }

    /// <summary>The adapter that all texts of the batch use.</summary>
    /// <value>-1: none.</value>
    public int Adapter { get; set; } = -1;

    public ReadOnlySpan<int> TokenIds => _tokenIds.AsSpan(0, Tokens);

    public ReadOnlySpan<int> TypeIds => _typeIds.AsSpan(0, Tokens);

    /// <summary>The place of each token in its text, from zero.</summary>
    public ReadOnlySpan<int> Positions => _positions.AsSpan(0, Tokens);

    public int Start(int text) => _starts[text];

    public int Length(int text) => _starts[text + 1] - _starts[text];

    public void Clear()
    {
        Count = 0;
        LongestText = 0;
        Adapter = -1;
    }

    /// <summary>Appends a text.</summary>
    /// <param name="tokenIds">Its tokens, special ones included; at least one.</param>
    /// <param name="typeIds">Their types; empty: all zero.</param>
    public void Add(ReadOnlySpan<int> tokenIds, ReadOnlySpan<int> typeIds = default)
    {
        if (tokenIds.IsEmpty) throw new ArgumentException("A text needs at least one token.", nameof(tokenIds));
        if (!typeIds.IsEmpty && typeIds.Length != tokenIds.Length) throw new ArgumentException("There must be one type id for each token.", nameof(typeIds));
        var start = Tokens;
        var end = checked(start + tokenIds.Length);
        if (end > _tokenIds.Length)
        {
            var capacity = Math.Max(end, 2 * _tokenIds.Length);
            Array.Resize(ref _tokenIds, capacity);
            Array.Resize(ref _typeIds, capacity);
            Array.Resize(ref _positions, capacity);
        }
        if (Count + 2 > _starts.Length) Array.Resize(ref _starts, 2 * _starts.Length);
        tokenIds.CopyTo(_tokenIds.AsSpan(start));
        if (typeIds.IsEmpty) _typeIds.AsSpan(start, tokenIds.Length).Clear();
        else typeIds.CopyTo(_typeIds.AsSpan(start));
        for (var i = 0; i < tokenIds.Length; i++) _positions[start + i] = i;
        _starts[++Count] = end;
        LongestText = Math.Max(LongestText, tokenIds.Length);
    }
}
