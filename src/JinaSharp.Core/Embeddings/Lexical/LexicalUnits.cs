namespace JinaSharp.Embeddings.Lexical;

/// <summary>Counts the tokens that the lexical embedder reports: words, numbers, symbols, and letters of scripts without spaces, one each.</summary>
internal struct LexicalUnits(List<TokenSpan>? spans)
{
    private TokenSpan _lastLetter;      // of the run so far, not counted yet; empty outside a run

    /// <summary>The number of units so far.</summary>
    public int Count { get; private set; }

    /// <summary>Takes the next token of <see cref="TextAnalyzer.Enumerate"/>.</summary>
    public void Add(in TextToken token, ReadOnlySpan<char> text)
    {
        switch (token.Kind)
        {
            case TextTokenKind.Part:
                return;
            case TextTokenKind.Character:
                if (IsLastLetter(token.Start)) return;
                End();
                _lastLetter = new TokenSpan(token.Start, token.Length);
                return;
            case TextTokenKind.Bigram:
                if (!IsLastLetter(token.Start)) End();
                Take(new TokenSpan(token.Start, char.IsHighSurrogate(text[token.Start]) ? 2 : 1));
                var width = char.IsLowSurrogate(text[token.End - 1]) ? 2 : 1;
                _lastLetter = new TokenSpan(token.End - width, width);
                return;
            default:
                End();
                Take(new TokenSpan(token.Start, token.Length));
                return;
        }
    }

    /// <summary>Ends the text, or a run of letters.</summary>
    public void End()
    {
        if (_lastLetter.Length > 0) Take(_lastLetter);
        _lastLetter = default;
    }

    private readonly bool IsLastLetter(int start) => _lastLetter.Length > 0 && _lastLetter.Start == start;

    private void Take(TokenSpan span)
    {
        Count++;
        spans?.Add(span);
    }
}
