using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JinaSharp.Wire;

namespace JinaSharp.Client.Http;

/// <summary>Request bodies and small answers as JSON.</summary>
internal static class ApiJson
{
    public static ReadOnlyMemory<byte> Serialize<T>(T value, JsonTypeInfo<T> type, int sizeHint = 1024)
    {
        var buffer = new ArrayBufferWriter<byte>(sizeHint);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JinaWireContext.Compact.Options.Encoder, SkipValidation = true });
        JsonSerializer.Serialize(writer, value, type);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Writes an object by hand, for bodies with many optional fields.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JinaWireContext.Compact.Options.Encoder });
        write(writer);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    public static T Deserialize<T>(ReplyBody body, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(body.Json, type) ?? throw new JsonException("The answer is null.");

    /// <summary>The text of a member, or null.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static long? Number(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.TryGetInt64(out var whole) ? whole : (long)value.GetDouble()
            : null;

    public static DateTimeOffset? Time(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String when value.TryGetDateTimeOffset(out var time) => time,
            JsonValueKind.Number when value.TryGetInt64(out var seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds),
            _ => null,
        };
    }

    /// <summary>The tokens of <c>usage</c>, under whichever name.</summary>
    public static long? Usage(this JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("usage", out var usage)) return null;
        return usage.Number("total_tokens") ?? usage.Number("tokens");
    }
}
