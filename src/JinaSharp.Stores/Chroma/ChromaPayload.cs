using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Chroma;

/// <summary>Payloads as Chroma's flat metadata: texts, integers, numbers, booleans, and lists of one of these.</summary>
internal static class ChromaPayload
{
    public static void Check(VectorRecord record, RecordChecks checks)
    {
        foreach (var (name, value) in record.Payload)
        {
            if (name.Length == 0 || name[0] is '#' or '$')
                throw checks.Refuse($"Record '{record.Id}': Chroma takes no payload name that is empty or starts with '#' or '$'; found '{name}'.");
            if (name.StartsWith("chroma:", StringComparison.Ordinal) || name.StartsWith(ChromaMetadata.Prefix, StringComparison.Ordinal))
                throw checks.Refuse($"Record '{record.Id}': payload name '{name}' starts with a prefix that is kept for the server or this store; use another name.");
            if (Problem(value) is { } problem)
            {
                throw checks.Refuse(
                    $"Record '{record.Id}': Chroma cannot keep payload '{name}': {problem}. It keeps texts, integers, numbers, booleans and lists of one of these. " +
                    $"Stores that keep any payload: {string.Join(", ", KnownStoreFeatures.StoresWith(VectorStoreFeatures.NestedPayload))}.");
            }
        }
    }

    /// <summary>Writes metadata that replaces what is there: the server merges, so names that are gone are set to null.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, PayloadValue> payload, IReadOnlyDictionary<string, PayloadValue>? before, bool markNoText)
    {
        if (payload.Count == 0 && before is null && !markNoText)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        foreach (var (name, value) in payload)
        {
            json.WritePropertyName(name);
            if (value.Kind == PayloadKind.List) WriteList(json, value.AsList());
            else PayloadJson.Write(json, value);
        }
        if (markNoText) json.WriteBoolean(ChromaMetadata.NoText, true);
        foreach (var name in before?.Keys ?? [])
            if (!payload.ContainsKey(name) && !(markNoText && name == ChromaMetadata.NoText))
                json.WriteNull(name);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, IReadOnlyList<PayloadValue> items)
    {
        var numbers = items.Any(item => item.Kind == PayloadKind.Number);
        json.WriteStartArray();
        foreach (var item in items)
        {
            if (numbers) PayloadJson.WriteNumber(json, item.AsDouble());
            else PayloadJson.Write(json, item);
        }
        json.WriteEndArray();
    }

    private static string? Problem(PayloadValue value)
    {
        switch (value.Kind)
        {
            case PayloadKind.Null:
                return "it is null, which the server reads as 'delete'; leave the name out";
            case PayloadKind.Map:
                return "it is a map";
            case PayloadKind.List:
                var items = value.AsList();
                if (items.Count == 0) return "it is an empty list, which the server drops; leave the name out";
                if (items.Any(item => item.Kind is PayloadKind.Null or PayloadKind.List or PayloadKind.Map)) return "its list holds nulls, lists or maps";
                var kinds = items.Select(item => item.Kind).Distinct().ToArray();
                var numeric = kinds.All(kind => kind is PayloadKind.Integer or PayloadKind.Number);
                if (kinds.Length > 1 && !numeric) return $"its list mixes {string.Join(" and ", kinds)}";
                if (kinds.Length > 1 && items.Any(item => item.Kind == PayloadKind.Integer && Math.Abs(item.AsDouble()) > 1L << 53))
                    return "its list mixes numbers with integers beyond 2^53";
                return null;
            default:
                return null;
        }
    }
}
