using JinaSharp.Inference.Tokenizers.Text;
using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.AddedTokens;

/// <summary>All added tokens of a tokenizer and how they are cut out of texts. Immutable and safe for concurrent use.</summary>
internal sealed class AddedVocabulary
{
    private readonly Dictionary<int, AddedToken> _byId = [];
    private readonly Dictionary<string, AddedToken> _byContent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _special = new(StringComparer.Ordinal);

    /// <param name="tokens">The tokens in file order, with the ids in use.</param>
    /// <param name="normalize">Normalises a content.</param>
    public AddedVocabulary(IReadOnlyList<AddedToken> tokens, Func<string, string> normalize)
    {
        foreach (var token in tokens.Where(t => t.Content.Length > 0))
        {
            _byId[token.Id] = token;
            _byContent[token.Content] = token;
            if (token.Special)
                _special.Add(token.Content);
        }

        var kept = tokens.Where(t => t.Content.Length > 0 && ReferenceEquals(_byContent[t.Content], t)).ToList();
        Raw = new AddedTokenMatcher(kept.Where(t => !t.Normalized).Select(t => (t.Content, t)));
        // Of contents that normalise to the same text the first wins, so they are added from the last to the first.
        Normalized = new AddedTokenMatcher(kept.Where(t => t.Normalized).Reverse().Select(t => (normalize(t.Content), t)));
    }

    /// <summary>The tokens that are found in the text as it is.</summary>
    public AddedTokenMatcher Raw { get; }

    /// <summary>The tokens that are found in the normalised text.</summary>
    public AddedTokenMatcher Normalized { get; }

    /// <summary>The number of tokens whose ids the model does not have.</summary>
    public int CountBeyond(Func<int, bool> modelHas) => _byId.Keys.Count(id => !modelHas(id));

    /// <summary>The largest id, or -1.</summary>
    public int LargestId => _byId.Keys.DefaultIfEmpty(-1).Max();

    /// <summary>The content of an id, or null.</summary>
    public string? Content(int id) => _byId.TryGetValue(id, out var token) ? token.Content : null;

    /// <summary>The id of a content, or -1.</summary>
    public int Find(string content) => _byContent.TryGetValue(content, out var token) ? token.Id : -1;

    /// <summary>Whether a text is the content of a special token.</summary>
    public bool IsSpecial(string content) => _special.Contains(content);

    /// <summary>Cuts a text into added tokens and what lies between.</summary>
    public static void Extract(AddedTokenMatcher matcher, ReadOnlySpan<char> text, bool specialsAsText, List<TextSegment> segments)
    {
        segments.Clear();
        var previous = 0;
        var position = 0;
        while (position < text.Length && !matcher.IsEmpty && matcher.Find(text, position, out var start, out var end) is { } token)
        {
            position = end;
            if ((specialsAsText && token.Special) || (token.SingleWord && !StandsAlone(text, start, end)))
                continue;
            if (token.StripLeft)
                start = Math.Max(previous, StartOfWhiteSpace(text, start));
            if (token.StripRight)
                end = EndOfWhiteSpace(text, end);
            if (previous < start)
                segments.Add(new TextSegment(previous, start, null));
            segments.Add(new TextSegment(start, end, token));
            previous = end;
        }

        if (previous < text.Length)
            segments.Add(new TextSegment(previous, text.Length, null));
    }

    private static bool StandsAlone(ReadOnlySpan<char> text, int start, int end) =>
        (start == 0 || !CharClasses.Is(Utf16.Before(text, start, out _), CharClass.Word)) &&
        (end == text.Length || !CharClasses.Is(Utf16.At(text, end, out _), CharClass.Word));

    private static int StartOfWhiteSpace(ReadOnlySpan<char> text, int index)
    {
        while (index > 0 && CharClasses.IsWhiteSpace(text[index - 1]))
            index--;
        return index;
    }

    private static int EndOfWhiteSpace(ReadOnlySpan<char> text, int index)
    {
        while (index < text.Length && CharClasses.IsWhiteSpace(text[index]))
            index++;
        return index;
    }
}
