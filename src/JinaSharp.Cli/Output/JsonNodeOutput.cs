using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JinaSharp.Cli.Output;

/// <summary>Prints JSON that was put together piece by piece.</summary>
internal static class JsonNodeOutput
{
    public static void Json(this CliOutput output, JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            node.WriteTo(writer);
        output.Line(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode)text)]);
}
