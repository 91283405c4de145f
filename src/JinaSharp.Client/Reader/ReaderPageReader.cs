using System.Text.Json;
using JinaSharp.Client.Http;
using JinaSharp.Wire;

namespace JinaSharp.Client.Reader;

/// <summary>Reads the envelopes of the Reader family.</summary>
internal static class ReaderPageReader
{
    /// <summary>The envelope's <c>data</c>; an envelope without data is an error that came with HTTP 200.</summary>
    public static (JsonElement Data, long? Tokens) Open(ReplyBody body)
    {
        var root = ApiJson.Deserialize(body, JinaWireContext.Default.JsonElement);
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out var data) || data.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            throw new JsonException("The answer has no 'data'.");
        var tokens = root.TryGetProperty("meta", out var meta) ? meta.Usage() : null;
        return (data, tokens ?? data.Usage());
    }

    public static ReaderPage Read(JsonElement data) => new()
    {
        Title = data.Text("title"),
        Description = data.Text("description"),
        Url = data.Text("url"),
        Content = data.Text("content"),
        Html = data.Text("html"),
        Text = data.Text("text"),
        ScreenshotUrl = data.Text("screenshotUrl"),
        PageshotUrl = data.Text("pageshotUrl"),
        Links = Links(data, "links"),
        Images = Links(data, "images"),
        Chunks = data.TryGetProperty("chunks", out var chunks) && chunks.ValueKind == JsonValueKind.Array ? [.. chunks.EnumerateArray().Select(Chunk)] : [],
        PublishedTime = data.Text("publishedTime"),
        Date = data.Text("date"),
        Favicon = data.Text("favicon"),
        ImageUrl = data.Text("imageUrl"),
        PageCount = (int?)data.Number("numPages"),
        Warning = data.Text("warning"),
        Tokens = data.Usage(),
        Metadata = data.TryGetProperty("metadata", out var metadata) ? metadata.Clone() : null,
    };

    /// <summary>An object of text to address, or a list of pairs.</summary>
    private static List<ReaderLink> Links(JsonElement data, string name)
    {
        List<ReaderLink> links = [];
        if (!data.TryGetProperty(name, out var value)) return links;
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var link in value.EnumerateObject()) links.Add(new ReaderLink(link.Name, link.Value.ToString()));
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var pair in value.EnumerateArray())
                if (pair.ValueKind == JsonValueKind.Array && pair.GetArrayLength() >= 2)
                    links.Add(new ReaderLink(pair[0].ToString(), pair[1].ToString()));
        }
        return links;
    }

    private static string Chunk(JsonElement chunk) => chunk.ValueKind == JsonValueKind.String ? chunk.GetString()! : chunk.Text("content") ?? chunk.GetRawText();
}
