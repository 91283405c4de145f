using System.Runtime.CompilerServices;

namespace JinaSharp.Inference.Tokenizers.Pipeline;

/// <summary>The tokens of one text. Reused, never shrunk.</summary>
internal sealed class TokenList
{
    private RawToken[] _tokens = new RawToken[256];

    /// <summary>The number of tokens.</summary>
    public int Count { get; private set; }

    /// <summary>The tokens.</summary>
    public Span<RawToken> Tokens => _tokens.AsSpan(0, Count);

    /// <summary>The text shown for a token where it is not its vocabulary entry, by index; filled only when asked for.</summary>
    public Dictionary<int, string> Surfaces { get; } = [];

    /// <summary>Whether surfaces are wanted.</summary>
    public bool WantsSurfaces { get; set; }

    /// <summary>Empties the list.</summary>
    public void Clear()
    {
        Count = 0;
        Surfaces.Clear();
    }

    /// <summary>Adds a token.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(RawToken token)
    {
        if (Count == _tokens.Length)
            Array.Resize(ref _tokens, Count * 2);
        _tokens[Count++] = token;
    }
}
