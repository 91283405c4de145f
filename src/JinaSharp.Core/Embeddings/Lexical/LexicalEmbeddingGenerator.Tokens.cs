using JinaSharp.Embeddings.Lexical;

namespace JinaSharp;

// Counting: a word, a number, an identifier, a symbol and a letter of a script without spaces count one each.
public sealed partial class LexicalEmbeddingGenerator
{
    /// <inheritdoc/>
    public int CountTokens(ReadOnlySpan<char> text) => CountUnits(text, null);

    /// <inheritdoc/>
    public IReadOnlyList<TokenSpan> GetTokenSpans(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<TokenSpan> spans = [];
        CountUnits(text, spans);
        return spans;
    }

    private static int CountUnits(ReadOnlySpan<char> text, List<TokenSpan>? spans)
    {
        var units = new LexicalUnits(spans);
        foreach (var token in TextAnalyzer.Enumerate(text)) units.Add(token, text);
        units.End();
        return units.Count;
    }
}
