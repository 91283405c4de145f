using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace JinaSharp.Cli.Output;

/// <summary>Prints a JSON document on stdout.</summary>
internal static class JsonOutput
{
    // Letters of every language stay readable. Control characters are escaped by JSON itself; the output is not HTML.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static void Json<T>(this CliOutput output, T value, JsonTypeInfo<T> type, bool indented = true)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = Encoder }))
            JsonSerializer.Serialize(writer, value, type);
        output.Line(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }
}
