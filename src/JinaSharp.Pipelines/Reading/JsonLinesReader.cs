using System.Text;
using System.Text.Json;

namespace JinaSharp.Pipelines.Reading;

/// <summary>Reads JSON lines: every line is a record. Long texts are content, short values are fields.</summary>
internal static class JsonLinesReader
{
    /// <summary>A line longer than this is not parsed, but read as text, piece by piece.</summary>
    internal const int MaxLineLength = 16 * 1024 * 1024;

    private static readonly string[] TitleNames = ["title", "name", "heading", "headline", "subject"];
    private static readonly string[] ContentNames = ["text", "content", "body", "passage", "contents", "description", "abstract", "summary", "message"];

    public static IEnumerable<TextSection> Read(TextReader reader)
    {
        var lines = new LinePieces(reader, MaxLineLength);
        var continues = false;
        while (lines.Read(out var isPiece) is { } line)
        {
            if (!isPiece && !line.AsSpan().IsWhiteSpace()) yield return Section(line, lines.Number);
            else if (isPiece && line.Length > 0) yield return new TextSection { Text = line, Lines = LineMap.OfSource("", lines.Number), Continues = continues };
            continues = isPiece;
        }
    }

    private static TextSection Section(string line, int number)
    {
        var lines = new LineMap();
        lines.Add(0, number);
        try
        {
            using var document = JsonDocument.Parse(line);
            return Section(document.RootElement, lines);
        }
        catch (JsonException)
        {
            // A damaged line is still text that somebody may look for.
            return new TextSection { Text = line, Lines = lines };
        }
    }

    private static TextSection Section(JsonElement root, LineMap lines)
    {
        if (root.ValueKind != JsonValueKind.Object) return new TextSection { Text = PlainText(root), Lines = lines };
        var title = FirstText(root, TitleNames);
        var fields = new Dictionary<string, PayloadValue>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
            if (fields.Count < FieldValue.MaxFields && property.Name.Length is > 0 and <= 64 && FieldValue.FromJson(property.Value) is { } value)
                fields[property.Name] = value;
        var text = new StringBuilder();
        if (FirstText(root, ContentNames) is { } content)
        {
            if (title is not null) text.Append(title).Append("\n\n");
            text.Append(content);
        }
        else
        {
            foreach (var property in root.EnumerateObject())
                if (PlainText(property.Value) is { Length: > 0 } value)
                    text.Append(property.Name).Append(": ").Append(value).Append('\n');
        }
        return new TextSection { Text = text.ToString(), Lines = lines, Title = title, Fields = fields.Count > 0 ? fields : null };
    }

    private static string? FirstText(JsonElement root, string[] names)
    {
        foreach (var name in names)
            if (root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
                return text;
        return null;
    }

    private static string PlainText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Null => "",
        JsonValueKind.Array => string.Join(", ", element.EnumerateArray().Select(PlainText)),
        _ => element.GetRawText(),
    };
}
