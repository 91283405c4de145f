using System.Text;

namespace JinaSharp.Pipelines.Reading;

/// <summary>Cuts a Markdown file of any size into pieces that can be parsed one by one: at headings and blank lines outside of code fences.</summary>
internal static class MarkdownSegmenter
{
    private const int WantedLength = 256 * 1024;
    private const int MaxLength = 1024 * 1024;

    /// <summary>The pieces in order; together they are the text, line ends as <c>\n</c>.</summary>
    public static IEnumerable<string> Split(TextReader reader)
    {
        var piece = new StringBuilder();
        var fence = '\0';
        while (reader.ReadLine() is { } line)
        {
            if (piece.Length >= MaxLength || (piece.Length >= WantedLength && fence == '\0' && (line.StartsWith('#') || line.AsSpan().IsWhiteSpace())))
            {
                yield return piece.ToString();
                piece.Clear();
                fence = '\0';
            }
            fence = FenceAfter(line, fence);
            piece.Append(line).Append('\n');
        }
        if (piece.Length > 0) yield return piece.ToString();
    }

    private static char FenceAfter(string line, char open)
    {
        var text = line.AsSpan().TrimStart(' ');
        if (line.Length - text.Length > 3) return open;
        var mark = text.StartsWith("```") ? '`' : text.StartsWith("~~~") ? '~' : '\0';
        if (mark == '\0') return open;
        if (open == '\0') return mark;
        return open == mark ? '\0' : open;
    }
}
