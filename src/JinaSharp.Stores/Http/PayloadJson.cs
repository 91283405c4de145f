using System.Text.Json;

namespace JinaSharp.Stores.Http;

/// <summary>Payload values as JSON and back, with integers and numbers kept apart.</summary>
internal static class PayloadJson
{
    public static void Write(Utf8JsonWriter json, PayloadValue value)
    {
        switch (value.Kind)
        {
            case PayloadKind.Null:
                json.WriteNullValue();
                break;
            case PayloadKind.Boolean:
                json.WriteBooleanValue(value.AsBoolean());
                break;
            case PayloadKind.Integer:
                json.WriteNumberValue(value.AsInt64());
                break;
            case PayloadKind.Number:
                WriteNumber(json, value.AsDouble());
                break;
            case PayloadKind.String:
                json.WriteStringValue(value.AsString());
                break;
            case PayloadKind.List:
                json.WriteStartArray();
                foreach (var item in value.AsList()) Write(json, item);
                json.WriteEndArray();
                break;
            default:
                WriteMap(json, value.AsMap());
                break;
        }
    }

    public static void WriteMap(Utf8JsonWriter json, IReadOnlyDictionary<string, PayloadValue> map)
    {
        json.WriteStartObject();
        foreach (var (name, value) in map)
        {
            json.WritePropertyName(name);
            Write(json, value);
        }
        json.WriteEndObject();
    }

    /// <summary>Writes a double so that it reads back as one: whole numbers keep a decimal point.</summary>
    public static void WriteNumber(Utf8JsonWriter json, double value)
    {
        Span<byte> text = stackalloc byte[40];
        value.TryFormat(text, out var length, "R", System.Globalization.CultureInfo.InvariantCulture);
        if (text[..length].IndexOfAny((byte)'.', (byte)'E') < 0)
        {
            text[length++] = (byte)'.';
            text[length++] = (byte)'0';
        }
        json.WriteRawValue(text[..length], skipInputValidation: true);
    }

    /// <summary>Reads the value that the reader stands on.</summary>
    public static PayloadValue Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return PayloadValue.Null;
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number:
                if (reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0 && reader.TryGetInt64(out var integer)) return integer;
                return reader.GetDouble();
            case JsonTokenType.StartArray:
                var items = new List<PayloadValue>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Read(ref reader));
                return PayloadValue.FromList(items);
            case JsonTokenType.StartObject:
                return PayloadValue.FromMap(ReadMap(ref reader));
            default:
                throw new JsonException($"Expected a JSON value; found {reader.TokenType}.");
        }
    }

    /// <summary>Reads the object that the reader stands on.</summary>
    public static Dictionary<string, PayloadValue> ReadMap(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException($"Expected a JSON object; found {reader.TokenType}.");
        var map = new Dictionary<string, PayloadValue>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            map[name] = Read(ref reader);
        }
        return map;
    }
}
