using System.Text.Json;
using JinaSharp.Client.Http;

namespace JinaSharp.Client;

/// <summary>Reads a line of a batch job's output. Its shape is not documented, so every likely one is understood.</summary>
internal static class BatchOutputReader
{
    public static BatchOutput Read(string line)
    {
        using var document = Parse(line);
        var root = document.RootElement;
        var id = root.Text("custom_id") ?? root.Text("id") ?? "";
        if (root.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String)
            return new BatchOutput(id, default, error.ValueKind == JsonValueKind.String ? error.GetString() : error.Text("message") ?? error.GetRawText());
        return FindEmbedding(root) is { } vector ? new BatchOutput(id, vector) : new BatchOutput(id, default, "The line has neither an embedding nor an error.");
    }

    /// <summary><c>response.body</c>, <c>body</c>, <c>data</c> and <c>embedding</c>, in any nesting.</summary>
    private static float[]? FindEmbedding(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array) return element.GetArrayLength() > 0 ? FindEmbedding(element[0]) : null;
        if (element.ValueKind != JsonValueKind.Object) return null;
        if (element.TryGetProperty("embedding", out var embedding))
        {
            if (embedding.ValueKind == JsonValueKind.Array) return [.. embedding.EnumerateArray().Select(static value => value.GetSingle())];
            if (embedding.ValueKind == JsonValueKind.String && embedding.TryGetBytesFromBase64(out var bytes) && bytes.Length % sizeof(float) == 0)
            {
                var values = new float[bytes.Length / sizeof(float)];
                for (var i = 0; i < values.Length; i++) values[i] = System.Buffers.Binary.BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
                return values;
            }
        }
        foreach (var name in new[] { "response", "body", "data" })
            if (element.TryGetProperty(name, out var inner) && FindEmbedding(inner) is { } found)
                return found;
        return null;
    }

    private static JsonDocument Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException exception)
        {
            throw new JinaApiException("batch: a line of the output is no JSON, or is cut off.", exception) { Code = "malformed_reply", IsTransient = true };
        }
    }
}
