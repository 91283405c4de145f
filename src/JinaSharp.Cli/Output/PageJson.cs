using System.Text.Json.Nodes;
using JinaSharp.Client;

namespace JinaSharp.Cli.Output;

/// <summary>A page as JSON, with the Reader's own names.</summary>
internal static class PageJson
{
    public static JsonObject From(ReaderPage page)
    {
        var json = new JsonObject();
        foreach (var (name, value) in new[]
                 {
                     ("title", page.Title), ("url", page.Url), ("description", page.Description), ("date", page.Date), ("publishedTime", page.PublishedTime),
                     ("content", page.Content), ("html", page.Html), ("text", page.Text), ("screenshotUrl", page.ScreenshotUrl), ("pageshotUrl", page.PageshotUrl),
                     ("imageUrl", page.ImageUrl), ("favicon", page.Favicon), ("warning", page.Warning),
                 })
            if (value is not null)
                json[name] = value;
        if (page.Links.Count > 0) json["links"] = Links(page.Links);
        if (page.Images.Count > 0) json["images"] = Links(page.Images);
        if (page.Chunks.Count > 0) json["chunks"] = JsonNodeOutput.Texts(page.Chunks);
        if (page.PageCount is { } pages) json["numPages"] = pages;
        if (page.Tokens is { } tokens) json["usage"] = new JsonObject { ["tokens"] = tokens };
        return json;
    }

    private static JsonArray Links(IReadOnlyList<ReaderLink> links) => new([.. links.Select(static link => new JsonArray(link.Text, link.Url))]);
}
