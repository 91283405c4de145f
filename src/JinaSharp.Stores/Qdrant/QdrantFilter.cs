using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Qdrant;

/// <summary>Translates filters into Qdrant's conditions.</summary>
/// <remarks>Numbers are asked for by range, so that 2020 also finds 2020.0. The server compares as doubles: bounds beyond 2^53 are left to be checked on this side.</remarks>
internal sealed class QdrantFilter(VectorCollectionDefinition definition, VectorStoreCapabilities capabilities)
{
    // 2^53: from here on neighbouring integers are one double.
    private const double ExactLimit = 9007199254740992;
    private const int MostDotsSplit = 4;

    public QdrantWhere Translate(Filter? filter)
    {
        if (filter is null) return new QdrantWhere(null, null);
        var parts = filter is AndFilter and ? and.Operands : [filter];
        foreach (var part in parts) Refuse(part);
        var server = parts.Where(IsExact).ToArray();
        var rest = parts.Where(part => !IsExact(part)).ToArray();
        return new QdrantWhere(server.Length == 0 ? null : Write(server), rest.Length == 0 ? null : new AndFilter(rest));
    }

    /// <summary>A field's path as Qdrant's JSON path; keys with other characters than letters, digits, '_' and '-' go in quotes.</summary>
    public string Path(string field) => JsonPath([.. field.Split('.')], field);

    /// <summary>A filter that only these ids pass.</summary>
    public static byte[] OnlyIds(IEnumerable<string> ids)
    {
        using var body = new JsonBody();
        body.Json.WriteStartObject();
        body.Json.WriteStartArray("must"u8);
        WriteIds(body.Json, ids);
        body.Json.WriteEndArray();
        body.Json.WriteEndObject();
        return body.Written.ToArray();
    }

    private void Refuse(Filter filter)
    {
        switch (filter)
        {
            case AndFilter and:
                foreach (var operand in and.Operands) Refuse(operand);
                break;
            case OrFilter or:
                foreach (var operand in or.Operands) Refuse(operand);
                break;
            case NotFilter not:
                Refuse(not.Operand);
                break;
            case StringMatchFilter match:
                capabilities.Require(VectorStoreFeatures.StringMatchFilters, $"The filter on a part of the text '{match.Field}'", definition.Name);
                break;
            case ComparisonFilter { Comparison: not ComparisonOperator.Equal, Value.Kind: PayloadKind.String } order when !IsDateTime(order.Field):
                capabilities.Require(VectorStoreFeatures.StringOrderFilters, $"The filter on the order of the text '{order.Field}' (which has no index of kind DateTime)", definition.Name);
                break;
        }
    }

    private bool IsDateTime(string field) => definition.PayloadIndexes.TryGetValue(field, out var kind) && kind == PayloadIndexKind.DateTime;

    private static bool IsExact(Filter filter) => filter switch
    {
        AndFilter and => and.Operands.All(IsExact),
        OrFilter or => or.Operands.All(IsExact),
        NotFilter not => IsExact(not.Operand),
        ComparisonFilter comparison => comparison.Comparison == ComparisonOperator.Equal ? IsExactEqual(comparison.Value) : comparison.Value.Kind == PayloadKind.String || Math.Abs(comparison.Value.AsDouble()) < ExactLimit,
        InFilter membership => membership.Values.All(IsExactEqual),
        _ => true,
    };

    private static bool IsExactEqual(PayloadValue value) => value.Kind is not (PayloadKind.Integer or PayloadKind.Number) || Math.Abs(value.AsDouble()) < ExactLimit;

    private byte[] Write(IReadOnlyList<Filter> parts)
    {
        using var body = new JsonBody(1024);
        WriteList(body.Json, "must", parts);
        return body.Written.ToArray();
    }

    private void WriteList(Utf8JsonWriter json, string clause, IReadOnlyList<Filter> operands)
    {
        json.WriteStartObject();
        json.WriteStartArray(clause);
        foreach (var operand in operands) Write(json, operand);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, Filter filter)
    {
        switch (filter)
        {
            case AndFilter and:
                WriteList(json, "must", and.Operands);
                break;
            case OrFilter { Operands.Count: 0 }:
                WriteIds(json, []);
                break;
            case OrFilter or:
                WriteList(json, "should", or.Operands);
                break;
            case NotFilter not:
                WriteList(json, "must_not", [not.Operand]);
                break;
            case ComparisonFilter { Comparison: ComparisonOperator.Equal } equal:
                WriteAnyOf(json, equal.Field, [equal.Value]);
                break;
            case ComparisonFilter comparison:
                WriteAlternatives(json, comparison.Field, key => WriteRange(json, key, comparison.Value, Operator(comparison.Comparison)));
                break;
            case InFilter membership:
                WriteAnyOf(json, membership.Field, membership.Values);
                break;
            case ExistsFilter exists:
                WriteAlternatives(json, exists.Field, key =>
                {
                    json.WriteStartObject();
                    json.WriteStartArray("must_not"u8);
                    json.WriteStartObject();
                    json.WriteStartObject("is_empty"u8);
                    json.WriteString("key"u8, key);
                    json.WriteEndObject();
                    json.WriteEndObject();
                    json.WriteEndArray();
                    json.WriteEndObject();
                });
                break;
            case IdFilter ids:
                WriteIds(json, ids.Ids);
                break;
            default:
                throw new ArgumentException($"Unknown filter type {filter.GetType().Name}.", nameof(filter));
        }
    }

    private void WriteAnyOf(Utf8JsonWriter json, string field, IReadOnlyList<PayloadValue> values)
    {
        if (values.Count == 0)
        {
            WriteIds(json, []);
            return;
        }
        json.WriteStartObject();
        json.WriteStartArray("should"u8);
        foreach (var key in Keys(field))
        {
            var texts = values.Where(value => value.Kind == PayloadKind.String).ToArray();
            if (texts.Length > 0) WriteMatch(json, key, texts);
            foreach (var value in values.Where(value => value.Kind != PayloadKind.String))
            {
                if (value.Kind == PayloadKind.Boolean) WriteMatch(json, key, [value]);
                else WriteRange(json, key, value, "gte", "lte");
            }
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteAlternatives(Utf8JsonWriter json, string field, Action<string> write)
    {
        var keys = Keys(field);
        if (keys.Count == 1)
        {
            write(keys[0]);
            return;
        }
        json.WriteStartObject();
        json.WriteStartArray("should"u8);
        foreach (var key in keys) write(key);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMatch(Utf8JsonWriter json, string key, PayloadValue[] values)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, key);
        json.WriteStartObject("match"u8);
        json.WritePropertyName(values.Length == 1 ? "value" : "any");
        if (values.Length == 1) PayloadJson.Write(json, values[0]);
        else PayloadJson.Write(json, PayloadValue.FromList(values));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter json, string key, PayloadValue bound, params ReadOnlySpan<string> operators)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, key);
        json.WriteStartObject("range"u8);
        foreach (var name in operators)
        {
            json.WritePropertyName(name);
            PayloadJson.Write(json, bound);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, IEnumerable<string> ids)
    {
        json.WriteStartObject();
        json.WriteStartArray("has_id"u8);
        foreach (var id in ids) QdrantId.Write(json, id);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Every way to read a dotted path: a key may itself hold dots, and a map may stand in a list.</summary>
    private List<string> Keys(string field)
    {
        var keys = new List<string>();
        var dots = field.Count(c => c == '.');
        if (dots > MostDotsSplit) return [Path(field)];
        var words = field.Split('.');
        for (var splits = 0; splits < 1 << dots; splits++)
        {
            var segments = new List<string> { words[0] };
            for (var i = 0; i < dots; i++)
            {
                if ((splits >> i & 1) != 0) segments.Add(words[i + 1]);
                else segments[^1] += "." + words[i + 1];
            }
            if (segments.Any(segment => segment.Length == 0)) continue;
            for (var lists = 0; lists < 1 << (segments.Count - 1); lists++)
                keys.Add(JsonPath([.. segments], field, lists));
        }
        return keys;
    }

    private string JsonPath(string[] segments, string field, int lists = 0)
    {
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].Contains('"', StringComparison.Ordinal))
                throw new VectorStoreException($"Qdrant cannot name the payload field '{field}', as it holds a quotation mark.") { Store = capabilities.Store, Collection = definition.Name, Code = "invalid_query" };
            if (!segments[i].All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')) segments[i] = $"\"{segments[i]}\"";
            if (i < segments.Length - 1 && (lists >> i & 1) != 0) segments[i] += "[]";
        }
        return string.Join('.', segments);
    }

    private static string Operator(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Greater => "gt",
        ComparisonOperator.GreaterOrEqual => "gte",
        ComparisonOperator.Less => "lt",
        _ => "lte",
    };
}
