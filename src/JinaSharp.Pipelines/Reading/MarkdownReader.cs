using Markdig;
using Markdig.Parsers;
using Markdig.Syntax;

namespace JinaSharp.Pipelines.Reading;

/// <summary>Reads Markdown: the source is the text; Markdig tells where headings and blocks begin.</summary>
internal static class MarkdownReader
{
    private static readonly MarkdownPipeline Pipeline = CreatePipeline();

    public static IEnumerable<TextSection> Read(TextReader reader)
    {
        var line = 1;
        var isFirst = true;
        foreach (var piece in MarkdownSegmenter.Split(reader))
        {
            var text = piece;
            var section = isFirst ? FirstSection(text, line) : Section(text, line, continues: true, null, null);
            yield return section;
            line += piece.AsSpan().Count('\n');
            isFirst = false;
        }
    }

    private static TextSection FirstSection(string piece, int line)
    {
        var (fields, length) = FrontMatter.Read(piece);
        var title = fields.Remove("title", out var given) && given.Kind == PayloadKind.String ? given.AsString() : null;
        return Section(piece[length..], line + piece.AsSpan(0, length).Count('\n'), continues: false, title, fields.Count > 0 ? fields : null);
    }

    private static TextSection Section(string text, int line, bool continues, string? title, Dictionary<string, PayloadValue>? fields)
    {
        var blocks = new List<int>();
        var headings = new List<HeadingMark>();
        try
        {
            Collect(Markdown.Parse(text, Pipeline), text, blocks, headings);
        }
        catch (ArgumentException)
        {
            // Markdig refuses hostile nesting. The text is still text; only its structure stays unknown.
            blocks.Clear();
            headings.Clear();
        }
        // A first heading of the highest level is the title where nothing else is.
        if (title is null && !continues && headings is [{ Level: 1 } first, ..]) title = first.Text;
        return new TextSection
        {
            Text = text,
            Lines = LineMap.OfSource(text, line),
            Continues = continues,
            Blocks = blocks.Count > 0 ? blocks : null,
            Headings = headings,
            Title = title,
            Fields = fields,
        };
    }

    // Top-level blocks and list items are places to cut; code and quotes stay whole.
    private static void Collect(MarkdownDocument document, string text, List<int> blocks, List<HeadingMark> headings)
    {
        foreach (var block in document)
        {
            var start = LineStart(text, block.Span.Start);
            if (blocks.Count == 0 || start > blocks[^1]) blocks.Add(start);
            if (block is HeadingBlock heading && HeadingText(heading, text) is { Length: > 0 } words)
                headings.Add(new HeadingMark(start, heading.Level, words));
            if (block is not ListBlock list) continue;
            foreach (var item in list)
            {
                var itemStart = LineStart(text, item.Span.Start);
                if (itemStart > blocks[^1]) blocks.Add(itemStart);
            }
        }
    }

    private static int LineStart(string text, int position) =>
        position <= 0 || text.Length == 0 ? 0 : text.LastIndexOf('\n', Math.Min(position, text.Length) - 1) + 1;

    // '## Words ##', or the lines above a line of '===' or '---'.
    private static string HeadingText(HeadingBlock heading, string text)
    {
        var source = text.AsSpan(heading.Span.Start, Math.Max(Math.Min(heading.Span.Length, text.Length - heading.Span.Start), 0)).Trim();
        var words = heading.IsSetext ? source[..Math.Max(source.LastIndexOf('\n'), 0)] : source.Trim('#');
        return words.Trim().ToString().ReplaceLineEndings(" ").Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal);
    }

    // Only blocks: what is inside a paragraph does not matter for cutting, and costs most of the time.
    private static MarkdownPipeline CreatePipeline()
    {
        var builder = new MarkdownPipelineBuilder().UsePreciseSourceLocation();
        builder.InlineParsers.Clear();
        builder.BlockParsers.RemoveAll(parser => parser is HtmlBlockParser);
        return builder.Build();
    }
}
