using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace JinaSharp.Testing;

/// <summary>The Reader, search and grounding: pages are made from their address.</summary>
internal static class FakeReader
{
    /// <summary>Where the picture of every page is.</summary>
    public const string PicturePath = "/shot.png";

    // One grey pixel.
    private static readonly byte[] Pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==");

    public static FakeReply Picture() => new() { Body = Pixel, ContentType = "image/png" };

    public static FakeReply Read(FakeRequest request)
    {
        var url = HttpMethods.IsPost(request.Context.Request.Method)
            ? request.Optional("url") ?? (request.TryGet("html", out _) || request.TryGet("pdf", out _) || request.TryGet("file", out _) ? "blob://posted" : null)
            : Uri.UnescapeDataString(request.Context.Request.Path.Value!["/r/".Length..]) + request.Context.Request.QueryString;
        if (string.IsNullOrEmpty(url) || !Uri.TryCreate(url, UriKind.Absolute, out var address)) throw FakeError.Reader(400, 40001, "ParamValidationError", "Invalid URL");
        if (address.Host.EndsWith(".invalid", StringComparison.Ordinal)) throw FakeError.Reader(422, 42206, "AssertionFailureError", "Domain could not be resolved");
        if (int.TryParse(Setting(request, "X-Token-Budget", "tokenBudget"), CultureInfo.InvariantCulture, out var budget) && budget < 10)
            throw FakeError.Reader(409, 40904, "BudgetExceededError", "Token budget exceeded");
        var page = Page(request, url);
        var accept = request.Header("Accept");
        if (accept.Contains("event-stream", StringComparison.Ordinal))
        {
            var early = Page(request, url);
            early["content"] = "Loading";
            return FakeReply.Text($"event: data\ndata: {early.ToJsonString()}\n\nevent: data\ndata: {page.ToJsonString()}\n\n", "text/event-stream");
        }
        if (accept.Contains("json", StringComparison.Ordinal) && !accept.Contains("text/plain", StringComparison.Ordinal) && !accept.Contains("*/*", StringComparison.Ordinal))
            return Envelope(page, 12);
        var reply = FakeReply.Text($"Title: {page["title"]}\n\nURL Source: {url}\n\nMarkdown Content:\n{page["content"]}\n");
        reply.Headers.Add(("X-Usage-Tokens", "12"));
        return reply;
    }

    public static FakeReply Search(FakeRequest request)
    {
        var query = request.Context.Request.Query;
        var q = (HttpMethods.IsPost(request.Context.Request.Method) ? request.Optional("q") : query["q"].ToString())
            ?? throw FakeError.Reader(400, 40001, "ParamValidationError", "q is required");
        var count = request.Number("num", 0, 20) ?? request.Number("count", 0, 20) ?? 10;
        var bare = Setting(request, "X-Respond-With", "respondWith") == "no-content";
        var results = new JsonArray();
        for (var i = 0; i < count; i++)
            results.Add(new JsonObject
            {
                ["title"] = $"{q} {i + 1}",
                ["url"] = $"https://example.org/{i + 1}",
                ["description"] = $"About {q}, number {i + 1}",
                ["content"] = bare ? "" : $"# {q} {i + 1}\n\nText.",
                ["date"] = "2026-01-01",
                ["usage"] = new JsonObject { ["tokens"] = 1000 },
            });
        return FakeReply.Json(new JsonObject { ["code"] = 200, ["status"] = 20000, ["data"] = results, ["meta"] = new JsonObject { ["usage"] = new JsonObject { ["tokens"] = 10_000 } } }.ToJsonString());
    }

    public static FakeReply Ground(FakeRequest request)
    {
        request.Allow("statement");
        var statement = request.Required("statement");
        return Envelope(
            new JsonObject
            {
                ["factuality"] = 0.95,
                ["result"] = true,
                ["reason"] = $"Sources support: {statement}",
                ["references"] = new JsonArray(new JsonObject { ["url"] = "https://example.org/1", ["keyQuote"] = "Quote", ["isSupportive"] = true }),
            },
            8000);
    }

    private static JsonObject Page(FakeRequest request, string url)
    {
        var format = Setting(request, "X-Respond-With", "respondWith");
        var page = new JsonObject { ["title"] = $"Page {new Uri(url).Host}", ["description"] = "", ["url"] = url };
        if (format is "" or "content" || format.Contains("markdown", StringComparison.Ordinal)) page["content"] = Content(request, url);
        if (format.Contains("html", StringComparison.Ordinal)) page["html"] = "<h1>Heading</h1>";
        if (format == "text") page["text"] = "Heading";
        if (format is "screenshot" or "pageshot") page[$"{format}Url"] = $"{request.Context.Request.Scheme}://{request.Context.Request.Host}{PicturePath}";
        var links = Setting(request, "X-With-Links-Summary", "withLinksSummary");
        if (links == "all") page["links"] = new JsonArray(new JsonArray("More", "https://example.org/m"), new JsonArray("More", "https://example.org/n"));
        else if (links.Length > 0) page["links"] = new JsonObject { ["More"] = "https://example.org/m" };
        if (Setting(request, "X-With-Images-Summary", "withImagesSummary").Length > 0) page["images"] = new JsonObject { ["Image 1: logo"] = "https://example.org/l.png" };
        page["usage"] = new JsonObject { ["tokens"] = 12 };
        return page;
    }

    private static string Content(FakeRequest request, string url)
    {
        var text = new StringBuilder("# Heading\n\n");
        text.Append(request.Optional("html") is { } html ? html.Replace("<", "", StringComparison.Ordinal) : $"Text of {url}.");
        // The settings that came in, so that tests see what the server saw.
        foreach (var (name, value) in request.Context.Request.Headers.Where(static header => header.Key.StartsWith("X-", StringComparison.OrdinalIgnoreCase)).OrderBy(static header => header.Key))
            text.Append(CultureInfo.InvariantCulture, $"\n{name}={value}");
        return text.ToString();
    }

    private static string Setting(FakeRequest request, string header, string field)
    {
        if (request.Header(header) is { Length: > 0 } value) return value;
        if (request.Body.ValueKind != System.Text.Json.JsonValueKind.Object || !request.TryGet(field, out var body)) return "";
        return body.ValueKind == System.Text.Json.JsonValueKind.False ? "" : body.ToString();
    }

    private static FakeReply Envelope(JsonObject data, int tokens) =>
        FakeReply.Json(new JsonObject { ["code"] = 200, ["status"] = 20000, ["data"] = data, ["meta"] = new JsonObject { ["usage"] = new JsonObject { ["tokens"] = tokens } } }.ToJsonString());
}
