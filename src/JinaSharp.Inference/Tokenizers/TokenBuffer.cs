namespace JinaSharp.Inference;

/// <summary>Tokens in arrays that are reused from one text to the next: encoding into a warm buffer allocates nothing.</summary>
/// <remarks>Not safe for concurrent use. The spans are valid until the buffer is used again.</remarks>
public sealed class TokenBuffer
{
    private int[] _ids = new int[256];
    private int[] _typeIds = new int[256];
    private TokenSpan[] _offsets = new TokenSpan[256];
    private byte[] _special = new byte[256];

    /// <summary>The number of tokens.</summary>
    public int Count { get; private set; }

    /// <summary>The token ids.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    /// <summary>The type ids.</summary>
    public ReadOnlySpan<int> TypeIds => _typeIds.AsSpan(0, Count);

    /// <summary>The spans in UTF-16 units; (0,0) for added special tokens.</summary>
    public ReadOnlySpan<TokenSpan> Offsets => _offsets.AsSpan(0, Count);

    /// <summary>1 for tokens that were added around the texts.</summary>
    public ReadOnlySpan<byte> SpecialTokensMask => _special.AsSpan(0, Count);

    /// <summary>Whether truncation cut tokens off.</summary>
    public bool Truncated { get; internal set; }

    internal void Clear()
    {
        Count = 0;
        Truncated = false;
    }

    internal void EnsureRoom(int count)
    {
        if (_ids.Length - Count >= count)
            return;
        var size = Math.Max(Count + count, _ids.Length * 2);
        Array.Resize(ref _ids, size);
        Array.Resize(ref _typeIds, size);
        Array.Resize(ref _offsets, size);
        Array.Resize(ref _special, size);
    }

    // Room must have been made.
    internal void Add(int id, TokenSpan span, int typeId, byte special)
    {
        var index = Count++;
        _ids[index] = id;
        _typeIds[index] = typeId;
        _offsets[index] = span;
        _special[index] = special;
    }
}
