using System.Globalization;
using System.Text;

namespace JinaSharp.Cli.Output;

/// <summary>Makes text of unknown origin harmless on a terminal: file names and contents may hold control characters.</summary>
internal static class TerminalText
{
    /// <summary>Replaces control and direction-changing characters by <c>\xNN</c> or <c>\uNNNN</c>.</summary>
    public static string Escape(string text, bool keepNewlines = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var first = 0;
        while (first < text.Length && !IsHarmful(text[first], keepNewlines)) first++;
        if (first == text.Length) return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var current in text)
        {
            if (!IsHarmful(current, keepNewlines)) escaped.Append(current);
            else if (current <= 0xff) escaped.Append(CultureInfo.InvariantCulture, $"\\x{(int)current:x2}");
            else escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)current:x4}");
        }
        return escaped.ToString();
    }

    /// <summary>A line of text: tabs stay, line breaks become spaces, the rest is made harmless.</summary>
    public static string Line(string text) => Escape(text.ReplaceLineEndings(" "), keepNewlines: true);

    /// <summary>Breaks a line at spaces so that its parts fit; a word longer than a line stays whole.</summary>
    /// <param name="text">One line.</param>
    /// <param name="width">Columns of a line.</param>
    /// <param name="indent">Spaces before all parts but the first.</param>
    public static IEnumerable<string> Wrap(string text, int width, int indent)
    {
        var (start, lastSpace, columns) = (0, -1, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ') lastSpace = i;
            // Characters from the East Asian blocks on take two columns.
            columns += text[i] < '\u2e80' ? 1 : 2;
            // Breaking within the indent of the first part would gain nothing.
            if (columns <= width || lastSpace <= start + (start == 0 ? indent : 0)) continue;
            yield return Part(start, lastSpace);
            start = lastSpace + 1;
            columns = indent;
            for (var j = start; j <= i; j++) columns += text[j] < '\u2e80' ? 1 : 2;
        }
        yield return Part(start, text.Length);

        string Part(int from, int to) => from == 0 ? text[..to] : new string(' ', indent) + text[from..to];
    }

    /// <summary>Columns with tabs between, each made harmless.</summary>
    public static string Columns(params ReadOnlySpan<string?> columns)
    {
        var escaped = new string[columns.Length];
        for (var i = 0; i < columns.Length; i++) escaped[i] = Escape(columns[i] ?? "");
        return string.Join('\t', escaped);
    }

    private static bool IsHarmful(char c, bool keepNewlines) =>
        char.IsControl(c) ? !(keepNewlines && c is '\n' or '\t')
        // Marks, embeddings, overrides and isolates that reorder what is shown.
        : c is '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';
}
