using System.Text.Json;

namespace JinaSharp.Inference.Weights;

/// <summary>JSON files of a model folder; whatever is wrong with them is a <see cref="ModelFormatException"/> that names the file.</summary>
internal static class JsonFile
{
    public const long DefaultMaxBytes = 8L << 20;

    public static JsonDocument Open(string path, long maxBytes = DefaultMaxBytes)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > maxBytes)
                throw new ModelFormatException($"'{path}' has {stream.Length} bytes; at most {maxBytes} are expected of such a file.", path);
            var document = JsonDocument.Parse(stream, new JsonDocumentOptions { MaxDepth = 64 });
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            throw new ModelFormatException($"'{path}' is not a JSON object.", path);
        }
        catch (JsonException e)
        {
            throw new ModelFormatException($"'{path}' is not valid JSON: {e.Message}", path, null, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"'{path}' cannot be read: {e.Message}", path, null, e);
        }
    }

    /// <summary>The file, or null where there is none.</summary>
    public static JsonDocument? OpenIfPresent(string path) => File.Exists(path) ? Open(path) : null;

    public static string Text(JsonElement element, string file) => Valid(element, static element => element.GetString()!, file);

    public static string Name(JsonProperty property, string file) => Valid(property, static property => property.Name, file);

    /// <summary>A value as it is written, for messages.</summary>
    public static string Raw(JsonElement element, string file)
    {
        var text = Valid(element, static element => element.GetRawText(), file);
        return text.Length <= 40 ? text : text[..40] + "...";
    }

    // The platform's reader finds text that is not valid Unicode only when it is asked for it.
    private static string Valid<T>(T source, Func<T, string> read, string file)
    {
        try
        {
            return read(source);
        }
        catch (InvalidOperationException e)
        {
            throw new ModelFormatException($"'{file}' holds text that is not valid Unicode.", file, null, e);
        }
    }
}
