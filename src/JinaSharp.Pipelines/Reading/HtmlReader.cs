using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace JinaSharp.Pipelines.Reading;

/// <summary>Reads a web page: its title and main content, without scripts, menus and what is hidden.</summary>
internal static class HtmlReader
{
    public static IEnumerable<TextSection> Read(string html)
    {
        var parser = new HtmlParser(new HtmlParserOptions { IsKeepingSourceReferences = true, IsScripting = false });
        using var document = parser.ParseDocument(html);
        var writer = new HtmlTextWriter();
        var main = MainContent(document);
        if (main is not null) writer.Write(main, skipBoilerplate: main is IHtmlBodyElement);
        // A page that is nothing but menus and banners still says something.
        if (writer.IsEmpty && document.Body is { } body) writer.Write(body, skipBoilerplate: false);
        var title = Title(document) ?? (writer.Headings.Count > 0 ? writer.Headings[0].Text : null);
        if (writer.IsEmpty && title is null) return [];
        return [writer.ToSection(title, Fields(document))];
    }

    // The one element that says it is the content; of several articles, none is.
    private static IElement? MainContent(IDocument document)
    {
        IElement? main = null;
        var articles = new List<IElement>();
        foreach (var element in document.All)
        {
            if (element.LocalName == "main" || element.GetAttribute("role") == "main")
            {
                main = element;
                break;
            }
            if (element.LocalName == "article") articles.Add(element);
        }
        return main ?? (articles.Count == 1 ? articles[0] : document.Body);
    }

    private static string? Title(IDocument document)
    {
        var title = document.Title;
        if (string.IsNullOrWhiteSpace(title))
            title = document.Head?.Children.FirstOrDefault(element => element.LocalName == "meta" && element.GetAttribute("property") == "og:title")?.GetAttribute("content");
        return string.IsNullOrWhiteSpace(title) ? null : string.Join(' ', title.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static Dictionary<string, PayloadValue>? Fields(IDocument document) =>
        document.DocumentElement.GetAttribute("lang") is { Length: > 0 and <= 32 } language
            ? new Dictionary<string, PayloadValue>(StringComparer.Ordinal) { ["lang"] = language }
            : null;
}
