using System.Text;

namespace JinaSharp.Pipelines;

/// <summary>Finds snippets for one query: matching is that of <see cref="TextAnalyzer"/> (case and accents do not matter), and words of one stem count as well.</summary>
/// <remarks>For concurrent use.</remarks>
public sealed class SnippetFinder
{
    /// <summary>The length of a snippet when none is asked for.</summary>
    public const int DefaultLength = 240;

    // Words as short as this hardly ever tell anything; they are looked for only when the query has no others.
    private const int ShortWordLength = 3;
    private const int MinStemLength = 4;

    // Longer words that tell nothing either, of the languages that are most often asked in.
    private static readonly HashSet<string> FunctionWords = new(
        ("about after also been before could does from have into should than that their them then there these they this those were what when where which will with " +
         "would your aber auch auf dass dein denn dieser durch eine einem einen einer eines kann mein nach nicht oder sich sind soll über unter viel wann warum " +
         "welche welcher wenn werden wird avec cette comme dans elle leur mais nous pour quand quel quelle sont vous como cuando desde donde esta este hacer para " +
         "pero porque quién qué sobre tiene come dove perché quale quando sono").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<ulong> _hashes = [];
    private readonly List<string> _stems = [];

    /// <summary>Prepares a query.</summary>
    /// <param name="query">The query.</param>
    public SnippetFinder(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var hasLong = false;
        foreach (var token in TextAnalyzer.Enumerate(query)) hasLong |= IsTelling(query, token);
        foreach (var token in TextAnalyzer.Enumerate(query))
        {
            if (hasLong && !IsTelling(query, token)) continue;
            _hashes.Add(token.Hash);
            if (token.Kind is TextTokenKind.Word or TextTokenKind.Part && token.Length > MinStemLength) _stems.Add(query.Substring(token.Start, token.Length));
        }
    }

    /// <summary>The stretches of a text that match the query.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The stretches in order, none touching another.</returns>
    public IReadOnlyList<TextMark> FindMarks(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var marks = new List<TextMark>();
        foreach (var token in TextAnalyzer.Enumerate(text))
        {
            if (!_hashes.Contains(token.Hash) && !SharesStem(text.AsSpan(token.Start, token.Length), token.Kind)) continue;
            var mark = new TextMark(token.Start, token.Length);
            if (marks.Count > 0 && marks[^1].Start + marks[^1].Length >= mark.Start)
            {
                var last = marks[^1];
                marks[^1] = last with { Length = Math.Max(last.Length, mark.Start + mark.Length - last.Start) };
            }
            else
            {
                marks.Add(mark);
            }
        }
        return marks;
    }

    /// <summary>The snippet of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The length wanted, in UTF-16 code units.</param>
    /// <returns>The window with the most different matching words, beginning near a line or sentence.</returns>
    public Snippet Find(string text, int length = DefaultLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var marks = FindMarks(text);
        var start = BestStart(text, marks, length);
        return OneLine(text, start, Math.Min(start + length, text.Length), marks);
    }

    private static bool IsTelling(string query, TextToken token) =>
        (token.Length > ShortWordLength && !FunctionWords.Contains(query.Substring(token.Start, token.Length)))
        || token.Kind is TextTokenKind.Character or TextTokenKind.Bigram or TextTokenKind.Symbol;

    // 'index' and 'indexing', 'Haus' and 'Hauses': most of the longer word is the shorter one.
    private bool SharesStem(ReadOnlySpan<char> word, TextTokenKind kind)
    {
        if (kind is not (TextTokenKind.Word or TextTokenKind.Part) || word.Length < MinStemLength) return false;
        foreach (var stem in _stems)
        {
            var common = 0;
            while (common < stem.Length && common < word.Length && char.ToLowerInvariant(stem[common]) == char.ToLowerInvariant(word[common])) common++;
            if (common >= MinStemLength && common * 8 >= Math.Max(stem.Length, word.Length) * 5) return true;
        }
        return false;
    }

    private static int BestStart(string text, IReadOnlyList<TextMark> marks, int length)
    {
        if (text.Length <= length || marks.Count == 0) return 0;
        var (best, bestScore) = (0, -1);
        for (var first = 0; first < marks.Count; first++)
        {
            var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var last = first;
            while (last < marks.Count && marks[last].Start + marks[last].Length <= marks[first].Start + (length * 3 / 4))
            {
                words.Add(text.Substring(marks[last].Start, marks[last].Length));
                last++;
            }
            // Different words count most, repeated ones a little.
            var score = (words.Count * 100) + (last - first);
            if (score > bestScore) (best, bestScore) = (marks[first].Start, score);
        }
        return Math.Min(StartBefore(text, best, length / 4), Math.Max(text.Length - length, 0));
    }

    // The beginning of the line or sentence a little before; else of a word.
    private static int StartBefore(string text, int position, int reach)
    {
        var least = Math.Max(position - reach, 0);
        if (least == 0) return 0;
        for (var at = position; at > least; at--)
            if (text[at - 1] == '\n' || (at >= 2 && text[at - 1] == ' ' && text[at - 2] is '.' or '!' or '?'))
                return at;
        for (var at = least; at < position; at++)
            if (char.IsWhiteSpace(text[at]))
                return at + 1;
        return position;
    }

    private static Snippet OneLine(string text, int start, int end, IReadOnlyList<TextMark> marks)
    {
        if (start > 0 && char.IsLowSurrogate(text[start])) start++;
        if (end < text.Length && end > start + 1)
        {
            if (char.IsHighSurrogate(text[end - 1])) end--;
            var space = text.LastIndexOfAny([' ', '\n', '\t'], end - 1, Math.Min(end - start, 24));
            if (space > start) end = space;
        }
        var line = new StringBuilder(end - start);
        var places = new int[end - start + 1];
        for (var i = start; i < end; i++)
        {
            places[i - start] = line.Length;
            if (!char.IsWhiteSpace(text[i])) line.Append(text[i]);
            else if (line.Length > 0 && line[^1] != ' ') line.Append(' ');
        }
        places[end - start] = line.Length;
        var shown = marks.Where(mark => mark.Start >= start && mark.Start + mark.Length <= end)
            .Select(mark => new TextMark(places[mark.Start - start], places[mark.Start + mark.Length - start] - places[mark.Start - start]));
        return new Snippet(line.ToString(), [.. shown], text.AsSpan(0, start).Trim().Length > 0, text.AsSpan(end).Trim().Length > 0);
    }
}
