namespace JinaSharp.Pipelines.Reading;

/// <summary>Reads a document of any kind as sections.</summary>
internal static class DocumentReaders
{
    /// <summary>A page larger than this is no page; its tree would take many times its size in memory.</summary>
    public const int MaxHtmlLength = 16 * 1024 * 1024;

    public static IEnumerable<TextSection> Read(TextReader reader, DocumentKind kind, string path) => kind switch
    {
        DocumentKind.Markdown => MarkdownReader.Read(reader),
        DocumentKind.Html => HtmlReader.Read(reader.ReadToEnd()),
        DocumentKind.Csv => CsvReader.Read(reader, path),
        DocumentKind.JsonLines => JsonLinesReader.Read(reader),
        _ => PlainTextReader.Read(reader, isCode: kind == DocumentKind.Code),
    };
}
