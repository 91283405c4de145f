namespace JinaSharp.Inference;

/// <summary>The tokens of a text or a pair of texts. Immutable.</summary>
/// <remarks>All lists have the same length. Spans of tokens of the second text of a pair are spans of that text.</remarks>
public sealed class TokenEncoding
{
    internal TokenEncoding(int count)
    {
        IdArray = new int[count];
        TokenArray = new string[count];
        OffsetArray = new TokenSpan[count];
        CodePointOffsetArray = new TokenSpan[count];
        TypeIdArray = new int[count];
        AttentionArray = new int[count];
        SpecialArray = new int[count];
        WordArray = new int[count];
    }

    /// <summary>The number of tokens.</summary>
    public int Count => IdArray.Length;

    /// <summary>The token ids.</summary>
    public ReadOnlyMemory<int> Ids => IdArray;

    /// <summary>The tokens as text: from the vocabulary, or the matched text where a token was cut out or is unknown.</summary>
    public IReadOnlyList<string> Tokens => TokenArray;

    /// <summary>The span of each token in UTF-16 units, as C# strings are indexed; (0,0) for added special tokens and padding.</summary>
    public ReadOnlyMemory<TokenSpan> Offsets => OffsetArray;

    /// <summary>The span of each token in Unicode code points, as Python strings are indexed.</summary>
    public ReadOnlyMemory<TokenSpan> CodePointOffsets => CodePointOffsetArray;

    /// <summary>The type (segment) id of each token.</summary>
    public ReadOnlyMemory<int> TypeIds => TypeIdArray;

    /// <summary>1 for tokens, 0 for padding.</summary>
    public ReadOnlyMemory<int> AttentionMask => AttentionArray;

    /// <summary>1 for tokens that were added around the texts and for padding; 0 for special tokens typed in a text.</summary>
    public ReadOnlyMemory<int> SpecialTokensMask => SpecialArray;

    /// <summary>The index of the word (pre-token) of each token within its text, -1 for none.</summary>
    public ReadOnlyMemory<int> WordIndices => WordArray;

    /// <summary>The further windows that truncation cut off, each within the maximum length.</summary>
    public IReadOnlyList<TokenEncoding> Overflow { get; internal set; } = [];

    internal int[] IdArray { get; }

    internal string[] TokenArray { get; }

    internal TokenSpan[] OffsetArray { get; }

    internal TokenSpan[] CodePointOffsetArray { get; }

    internal int[] TypeIdArray { get; }

    internal int[] AttentionArray { get; }

    internal int[] SpecialArray { get; }

    internal int[] WordArray { get; }
}
