using Spectre.Console.Rendering;

namespace JinaSharp.Cli.Output;

/// <summary>Breaks a text into lines as a person would: between words; a word that is too long after a part of a path, or else where it must be.</summary>
internal static class TextWrap
{
    private const string PathParts = "/\\";
    private const string OtherParts = "-_.:,;)]}>=";

    /// <summary>The lines of a text, as ranges of it; the spaces between are left out.</summary>
    /// <param name="text">The text, without line breaks.</param>
    /// <param name="width">The columns that a line may take, of which some characters need two.</param>
    /// <param name="keepsWords">Whether words that are too long stay whole and stand out.</param>
    public static List<Range> Lines(string text, int width, bool keepsWords = false)
    {
        var lines = new List<Range>();
        var start = 0;
        while (start < text.Length)
        {
            if (text[start] == ' ' && lines.Count > 0)
            {
                start++;
                continue;
            }
            var end = End(text, start, Math.Max(1, width), keepsWords);
            lines.Add(start..(start + text.AsSpan(start, end - start).TrimEnd(' ').Length));
            start = end;
        }
        return lines;
    }

    /// <summary>The columns that a text takes.</summary>
    public static int Columns(string text) => new Segment(text).CellCount();

    // Where the line that starts at a place ends.
    private static int End(string text, int start, int width, bool keepsWords)
    {
        var (columns, fit, space) = (0, start, -1);
        while (fit < text.Length)
        {
            var length = char.IsSurrogatePair(text, fit) ? 2 : 1;
            var own = Columns(text.Substring(fit, length));
            if (columns + own > width && fit > start) break;
            columns += own;
            // Between ideographs there are no spaces, and a line may end at any of them.
            if (text[fit] == ' ' || own == 2) space = fit + length;
            fit += length;
        }
        if (fit == text.Length || text[fit] == ' ') return fit;
        if (space > start) return space;
        if (keepsWords) return text.IndexOf(' ', fit) is >= 0 and var next ? next : text.Length;
        foreach (var parts in (string[])[PathParts, OtherParts])
            if (text.AsSpan(start, fit - start).LastIndexOfAny(parts) is > 0 and var part)
                return start + part + 1;
        return fit;
    }
}
