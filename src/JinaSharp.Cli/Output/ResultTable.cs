using System.Text;
using JinaSharp.Pipelines;
using Spectre.Console;

namespace JinaSharp.Cli.Output;

/// <summary>Draws found chunks: score, source, snippet with the matching words marked.</summary>
internal static class ResultTable
{
    public static void Results(this CliOutput output, IReadOnlyList<RetrievedChunk> chunks, SnippetFinder snippets, string folder)
    {
        var table = new Table { Border = output.Colors ? TableBorder.Rounded : TableBorder.Simple };
        table.AddColumn(new TableColumn("score").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("source"));
        table.AddColumn(new TableColumn("snippet"));
        foreach (var chunk in chunks)
        {
            table.AddRow(
                new Markup(ScoreText(chunk.Score)),
                new Markup(Source(chunk, folder, output.Colors)),
                new Markup(Marked(snippets.Find(chunk.Text), output.Colors)));
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

    private static string Source(RetrievedChunk chunk, string folder, bool colors)
    {
        var place = Markup.Escape(TerminalText.Escape(Place(chunk, folder)));
        if ((chunk.Heading ?? chunk.Title) is not { } heading) return place;
        var text = Markup.Escape(TerminalText.Escape(heading));
        return colors ? $"{place}\n[grey]{text}[/]" : $"{place}\n{text}";
    }

    private static string Marked(Snippet snippet, bool colors)
    {
        var (open, close) = colors ? ("[bold yellow]", "[/]") : ("*", "*");
        var text = new StringBuilder(snippet.CutBefore ? "… " : "");
        var position = 0;
        foreach (var mark in snippet.Marks)
        {
            text.Append(Plain(snippet.Text[position..mark.Start])).Append(open).Append(Plain(snippet.Text.Substring(mark.Start, mark.Length))).Append(close);
            position = mark.Start + mark.Length;
        }
        text.Append(Plain(snippet.Text[position..]));
        return text.Append(snippet.CutAfter ? " …" : "").ToString();
    }

    private static string Plain(string text) => Markup.Escape(TerminalText.Escape(text));
}
