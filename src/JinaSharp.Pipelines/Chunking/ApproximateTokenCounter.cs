namespace JinaSharp.Pipelines;

/// <summary>Counts words and marks, and pieces of long words: near what subword tokenizers count, for models whose tokenizer is not at hand.</summary>
/// <remarks>
/// A run of letters and digits is one token for every eight characters begun; an ideograph, syllable or other mark is one token. White space is none.
/// For concurrent use.
/// </remarks>
public sealed class ApproximateTokenCounter : ITokenCounter
{
    private const int PieceLength = 8;

    /// <summary>The one instance that is needed.</summary>
    public static ApproximateTokenCounter Instance { get; } = new();

    /// <inheritdoc/>
    public int CountTokens(ReadOnlySpan<char> text)
    {
        var count = 0;
        for (var position = 0; TryNext(text, ref position, out _);) count++;
        return count;
    }

    /// <inheritdoc/>
    public IReadOnlyList<TokenSpan> GetTokenSpans(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var spans = new List<TokenSpan>(text.Length / 5 + 1);
        for (var position = 0; TryNext(text, ref position, out var start);) spans.Add(new TokenSpan(start, position - start));
        return spans;
    }

    private static bool TryNext(ReadOnlySpan<char> text, ref int position, out int start)
    {
        while (position < text.Length && char.IsWhiteSpace(text[position])) position++;
        start = position;
        if (position == text.Length) return false;
        var first = text[position++];
        if (char.IsHighSurrogate(first) && position < text.Length && char.IsLowSurrogate(text[position])) position++;
        else if (IsWordPart(first))
            while (position < text.Length && position - start < PieceLength && IsWordPart(text[position])) position++;
        return true;
    }

    private static bool IsWordPart(char c) => c < 0x80 ? char.IsAsciiLetterOrDigit(c) : c < 0x2e80 && char.IsLetterOrDigit(c);
}
