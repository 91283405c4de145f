using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Milvus;

/// <summary>
/// The lookup column of a row: <c>{"names":[paths],"scalars":[paths],"numbers":[paths],"texts":[paths],"values":{path:{"v":[values],"min","max","smin","smax","s"}}}</c>.
/// Expressions can neither compare the items of a JSON list by order nor negate a comparison with a missing path in a way that all versions agree on;
/// with this column they need not.
/// </summary>
internal static class MilvusLookup
{
    /// <summary>Stands between the texts of a list; no filter text may hold it.</summary>
    public const char Separator = '\u0001';

    public static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, PayloadValue> payload)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var values = new Dictionary<string, List<PayloadValue>>(StringComparer.Ordinal);
        foreach (var (name, value) in payload) Visit(name, value, names, values);
        json.WriteStartObject();
        WritePaths(json, "names", names);
        // A map is a name without a value.
        WritePaths(json, "scalars", values.Keys);
        WritePaths(json, "numbers", values.Where(entry => entry.Value.Any(IsNumber)).Select(entry => entry.Key));
        WritePaths(json, "texts", values.Where(entry => entry.Value.Any(IsText)).Select(entry => entry.Key));
        json.WriteStartObject("values"u8);
        foreach (var (path, items) in values)
        {
            json.WritePropertyName(path);
            WriteValues(json, items);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static bool IsNumber(PayloadValue value) => value.Kind is PayloadKind.Integer or PayloadKind.Number;

    private static bool IsText(PayloadValue value) => value.Kind == PayloadKind.String;

    private static void WritePaths(Utf8JsonWriter json, string name, IEnumerable<string> paths)
    {
        json.WriteStartArray(name);
        foreach (var path in paths) json.WriteStringValue(path);
        json.WriteEndArray();
    }

    private static void Visit(string path, PayloadValue value, SortedSet<string> names, Dictionary<string, List<PayloadValue>> values)
    {
        switch (value.Kind)
        {
            case PayloadKind.Null:
                break;
            case PayloadKind.List:
                foreach (var item in value.AsList()) Visit(path, item, names, values);
                break;
            case PayloadKind.Map:
                names.Add(path);
                foreach (var (name, item) in value.AsMap()) Visit($"{path}.{name}", item, names, values);
                break;
            default:
                names.Add(path);
                if (!values.TryGetValue(path, out var items)) values[path] = items = [];
                items.Add(value);
                break;
        }
    }

    private static void WriteValues(Utf8JsonWriter json, List<PayloadValue> items)
    {
        json.WriteStartObject();
        json.WriteStartArray("v"u8);
        foreach (var item in items) PayloadJson.Write(json, item);
        json.WriteEndArray();
        PayloadValue[] numbers = [.. items.Where(IsNumber)];
        if (numbers.Length > 0)
        {
            json.WritePropertyName("min"u8);
            PayloadJson.Write(json, numbers.MinBy(item => item.AsDouble()));
            json.WritePropertyName("max"u8);
            PayloadJson.Write(json, numbers.MaxBy(item => item.AsDouble()));
        }
        string[] texts = [.. items.Where(IsText).Select(item => item.AsString())];
        if (texts.Length > 0)
        {
            json.WriteString("smin"u8, texts.Min(StringComparer.Ordinal));
            json.WriteString("smax"u8, texts.Max(StringComparer.Ordinal));
            json.WriteString("s"u8, Separator + string.Join(Separator, texts) + Separator);
        }
        json.WriteEndObject();
    }
}
