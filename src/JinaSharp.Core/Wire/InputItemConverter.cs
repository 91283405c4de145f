using System.Text.Json;
using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>Writes and reads the item forms of section 1.4 of the wire contract.</summary>
internal sealed class InputItemConverter : JsonConverter<InputItem>
{
    public override InputItem Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return new InputItem(InputKind.PlainText, reader.GetString()!);
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException($"An input is a string or an object, not {reader.TokenType}.");
        InputItem? item = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var kind = KindOf(ref reader);
            reader.Read();
            if (kind is null)
            {
                reader.Skip();
                continue;
            }
            if (item is not null) throw new JsonException("An input object has exactly one of text, image, pdf, audio, video, content.");
            item = kind == InputKind.Content
                ? new InputItem(InputKind.Content, "", ReadParts(ref reader, options))
                : new InputItem(kind.Value, reader.GetString() ?? throw new JsonException($"'{InputItem.WireName(kind.Value)}' must be a string."));
        }
        return item ?? throw new JsonException("An input object needs one of text, image, pdf, audio, video, content.");
    }

    public override void Write(Utf8JsonWriter writer, InputItem value, JsonSerializerOptions options)
    {
        if (value.Kind == InputKind.PlainText)
        {
            writer.WriteStringValue(value.Value);
            return;
        }
        writer.WriteStartObject();
        writer.WritePropertyName(InputItem.WireName(value.Kind));
        if (value.Kind == InputKind.Content)
        {
            writer.WriteStartArray();
            foreach (var part in value.Parts!) Write(writer, part, options);
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteStringValue(value.Value);
        }
        writer.WriteEndObject();
    }

    private List<InputItem> ReadParts(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("'content' must be an array.");
        List<InputItem> parts = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var part = Read(ref reader, typeof(InputItem), options);
            if (part.Kind == InputKind.Content) throw new JsonException("'content' groups do not nest.");
            parts.Add(part);
        }
        return parts;
    }

    private static InputKind? KindOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("text"u8) ? InputKind.Text
        : reader.ValueTextEquals("image"u8) ? InputKind.Image
        : reader.ValueTextEquals("pdf"u8) ? InputKind.Pdf
        : reader.ValueTextEquals("audio"u8) ? InputKind.Audio
        : reader.ValueTextEquals("video"u8) ? InputKind.Video
        : reader.ValueTextEquals("content"u8) ? InputKind.Content
        : null;
}
