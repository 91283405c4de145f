using System.Collections;
using System.Text.Json;

namespace JinaSharp.Stores.Http;

/// <summary>Writes the value of a store's own setting: numbers, texts, booleans, JSON elements, dictionaries and lists of these.</summary>
internal static class SettingJson
{
    public static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case float number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case JsonElement element:
                element.WriteTo(json);
                break;
            case IEnumerable<KeyValuePair<string, object?>> map:
                json.WriteStartObject();
                foreach (var (key, item) in map)
                {
                    json.WritePropertyName(key);
                    Write(json, $"{name}.{key}", item);
                }
                json.WriteEndObject();
                break;
            case IEnumerable list:
                json.WriteStartArray();
                foreach (var item in list) Write(json, name, item);
                json.WriteEndArray();
                break;
            default:
                throw new VectorStoreException(
                    $"Setting '{name}' is a {value.GetType().Name}; expected a number, text, boolean, JsonElement, dictionary or list of these.") { Code = "invalid_setting" };
        }
    }
}
