using System.Text;
using JinaSharp.Pipelines;
using Spectre.Console;

namespace JinaSharp.Cli.Output;

/// <summary>Draws found chunks: score, source, snippet with the matching words marked.</summary>
internal static class ResultTable
{
    // Lines and spaces of a table of three columns.
    private const int Frame = 10;
    private const int ScoreWidth = 6;
    private const int LeastSource = 12;
    private const int LeastWidth = 40;

    public static void Results(this CliOutput output, IReadOnlyList<RetrievedChunk> chunks, SnippetFinder snippets, string folder)
    {
        var table = new Table { Border = output.Colors ? TableBorder.Rounded : TableBorder.Simple };
        var places = chunks.Select(chunk => TerminalText.Escape(Place(chunk, folder))).ToList();
        // Sources get the room that they need, up to a good third of the line; snippets the rest.
        var room = Math.Max(LeastWidth, output.Data.Profile.Width - Frame - ScoreWidth);
        var sourceWidth = Math.Min(places.Concat(chunks.Select(Heading)).Select(TextWrap.Columns).Append(LeastSource).Max(), Math.Max(LeastSource, room * 2 / 5));
        table.AddColumn(new TableColumn("score").RightAligned().NoWrap().Width(ScoreWidth));
        table.AddColumn(new TableColumn("source").NoWrap().Width(sourceWidth));
        table.AddColumn(new TableColumn("snippet").NoWrap().Width(room - sourceWidth));
        for (var i = 0; i < chunks.Count; i++)
        {
            table.AddRow(
                new Markup(ScoreText(chunks[i].Score)),
                new Markup(Source(places[i], Heading(chunks[i]), sourceWidth, output.Colors)),
                new Markup(Marked(snippets.Find(chunks[i].Text), room - sourceWidth, output.Colors)));
        }
        output.Data.Write(table);
    }

    /// <summary>A path as a person in a folder would write it.</summary>
    public static string Relative(string path, string folder) =>
        path.Length > folder.Length + 1 && path.StartsWith(folder, StringComparison.Ordinal) && path[folder.Length] == '/' ? path[(folder.Length + 1)..] : path;

    /// <summary>Path and lines: <c>a/b.md:3-9</c>.</summary>
    public static string Place(RetrievedChunk chunk, string folder)
    {
        if (chunk.Path is null) return chunk.Id;
        var path = Relative(chunk.Path, folder);
        if (chunk.StartLine is not { } line) return path;
        return chunk.EndLine is { } end && end != line ? $"{path}:{line}-{end}" : $"{path}:{line}";
    }

    // Fused scores are small and differ in the fourth place; similarities do not.
    public static string ScoreText(double score) => score.ToString(Math.Abs(score) < 0.1 ? "0.0000" : "0.000", System.Globalization.CultureInfo.InvariantCulture);

    private static string Heading(RetrievedChunk chunk) => TerminalText.Escape(chunk.Heading ?? chunk.Title ?? "");

    private static string Source(string place, string heading, int width, bool colors)
    {
        var lines = Wrapped(place, width);
        if (heading.Length == 0) return lines;
        return colors ? $"{lines}\n[grey]{Wrapped(heading, width)}[/]" : $"{lines}\n{Wrapped(heading, width)}";
    }

    private static string Wrapped(string text, int width) => string.Join('\n', TextWrap.Lines(text, width).Select(line => Markup.Escape(text[line])));

    // Broken into lines before it is marked: a mark is no place for a line to end.
    private static string Marked(Snippet snippet, int width, bool colors)
    {
        var text = new StringBuilder(snippet.CutBefore ? "… " : "");
        var isMarked = new List<bool>(Enumerable.Repeat(false, text.Length));
        var position = 0;
        foreach (var mark in snippet.Marks)
        {
            Append(snippet.Text[position..mark.Start], false);
            Append(colors ? snippet.Text.Substring(mark.Start, mark.Length) : $"*{snippet.Text.Substring(mark.Start, mark.Length)}*", colors);
            position = mark.Start + mark.Length;
        }
        Append(snippet.Text[position..], false);
        if (snippet.CutAfter) Append(" …", false);
        var whole = text.ToString();
        return string.Join('\n', TextWrap.Lines(whole, width).Select(line => WithMarks(whole, isMarked, line)));

        void Append(string part, bool marked)
        {
            part = TerminalText.Escape(part);
            text.Append(part);
            isMarked.AddRange(Enumerable.Repeat(marked, part.Length));
        }
    }

    private static string WithMarks(string text, List<bool> isMarked, Range line)
    {
        var marked = new StringBuilder();
        var (start, length) = line.GetOffsetAndLength(text.Length);
        for (int from = start, to; from < start + length; from = to)
        {
            to = from + 1;
            while (to < start + length && isMarked[to] == isMarked[from]) to++;
            var part = Markup.Escape(text[from..to]);
            marked.Append(isMarked[from] ? $"[bold yellow]{part}[/]" : part);
        }
        return marked.ToString();
    }
}
