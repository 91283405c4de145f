using System.Text;

namespace JinaSharp.Cli.Grep;

/// <summary>Cuts a text into lines, paragraphs (runs of lines that are not blank) or sentences. What has no letter and no digit is left out: it means nothing.</summary>
internal static class UnitSplitter
{
    public static IEnumerable<GrepUnit> Split(GrepFile? file, TextReader reader, Granularity granularity)
    {
        if (granularity == Granularity.Line)
        {
            foreach (var (number, text) in BoundedLines.Read(reader))
                if (HasMeaning(text))
                    yield return new GrepUnit(file, number, number, text);
            yield break;
        }
        var lines = new List<(int Number, string Text)>();
        var length = 0;
        foreach (var line in BoundedLines.Read(reader))
        {
            var blank = string.IsNullOrWhiteSpace(line.Text);
            if (lines.Count > 0 && (blank || length + line.Text.Length >= BoundedLines.MaxLength))
            {
                foreach (var unit in Cut(file, lines, granularity)) yield return unit;
                lines.Clear();
                length = 0;
            }
            if (blank) continue;
            lines.Add(line);
            length += line.Text.Length + 1;
        }
        foreach (var unit in Cut(file, lines, granularity)) yield return unit;
    }

    /// <summary>Whether there is anything to compare: a letter, a digit, or a character beyond them such as an emoji.</summary>
    public static bool HasMeaning(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
                return true;
        return false;
    }

    private static IEnumerable<GrepUnit> Cut(GrepFile? file, List<(int Number, string Text)> lines, Granularity granularity)
    {
        if (lines.Count == 0) yield break;
        if (granularity == Granularity.Paragraph)
        {
            var paragraph = string.Join('\n', lines.Select(static line => line.Text.TrimEnd()));
            if (HasMeaning(paragraph)) yield return new GrepUnit(file, lines[0].Number, lines[^1].Number, paragraph);
            yield break;
        }
        var sentence = new StringBuilder();
        var first = lines[0].Number;
        foreach (var (number, text) in lines)
        {
            if (sentence.Length > 0) sentence.Append('\n');
            else first = number;
            for (var i = 0; i < text.Length; i++)
            {
                if (sentence.Length == 0)
                {
                    if (char.IsWhiteSpace(text[i])) continue;
                    first = number;
                }
                sentence.Append(text[i]);
                if (!EndsSentence(text, i)) continue;
                if (Take(sentence) is { } whole) yield return new GrepUnit(file, first, number, whole);
            }
        }
        if (Take(sentence) is { } rest) yield return new GrepUnit(file, first, lines[^1].Number, rest);
    }

    // A full stop within a number or a name ends nothing; the marks of Chinese and Japanese need no space after them.
    private static bool EndsSentence(string text, int i) =>
        text[i] is '。' or '！' or '？' || (text[i] is '.' or '!' or '?' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1])));

    private static string? Take(StringBuilder sentence)
    {
        var text = sentence.ToString().TrimEnd();
        sentence.Clear();
        return HasMeaning(text) ? text : null;
    }
}
