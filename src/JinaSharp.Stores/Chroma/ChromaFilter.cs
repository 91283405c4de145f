using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Chroma;

/// <summary>Translates filters into Chroma's <c>where</c>. It has no negation and cannot ask for a missing field, so negations are pushed
/// down to the operators that have one, and what remains is left to be checked on this side.</summary>
internal sealed class ChromaFilter(VectorStoreCapabilities capabilities, string collection)
{
    // The server makes SQL of a filter: a flat list of more than some hundred conditions is too deep for it, and more than some ten thousand values are too many.
    private const int LargestList = 100;
    private const int MostValues = 4000;

    public ChromaWhere Translate(Filter? filter)
    {
        if (filter is null) return ChromaWhere.Everything;
        RefuseTexts(filter);
        var parts = filter is AndFilter and ? and.Operands : [filter];
        var values = 0;
        var server = parts.Where(part => CanWrite(part, negated: false) && (values += CountValues(part)) <= MostValues).ToArray();
        var ids = parts.OfType<IdFilter>().Select(part => part.Ids).ToArray();
        var rest = parts.Where(part => part is not IdFilter && !server.Contains(part)).ToArray();
        return new ChromaWhere(
            server.Length == 0 ? null : Write(server),
            ids.Length == 0 ? null : [.. ids.Aggregate((IEnumerable<string>)ids[0], (left, right) => left.Intersect(right)).Distinct(StringComparer.Ordinal)],
            rest.Length == 0 ? null : new AndFilter(rest));
    }

    private void RefuseTexts(Filter filter)
    {
        switch (filter)
        {
            case AndFilter and:
                foreach (var operand in and.Operands) RefuseTexts(operand);
                break;
            case OrFilter or:
                foreach (var operand in or.Operands) RefuseTexts(operand);
                break;
            case NotFilter not:
                RefuseTexts(not.Operand);
                break;
            case StringMatchFilter match:
                capabilities.Require(VectorStoreFeatures.StringMatchFilters, $"The filter on a part of the text '{match.Field}'", collection);
                break;
            case ComparisonFilter { Comparison: not ComparisonOperator.Equal, Value.Kind: PayloadKind.String } order:
                capabilities.Require(VectorStoreFeatures.StringOrderFilters, $"The filter on the order of the text '{order.Field}'", collection);
                break;
        }
    }

    private static bool CanWrite(Filter filter, bool negated) => filter switch
    {
        AndFilter and => and.Operands.All(operand => CanWrite(operand, negated)),
        OrFilter or => or.Operands.All(operand => CanWrite(operand, negated)),
        NotFilter not => CanWrite(not.Operand, !negated),
        // "Not greater" is also true of a record without the field, which no operator says.
        ComparisonFilter comparison => comparison.Comparison == ComparisonOperator.Equal || !negated,
        InFilter => true,
        _ => false,
    };

    private static int CountValues(Filter filter) => filter switch
    {
        AndFilter and => and.Operands.Sum(CountValues),
        OrFilter or => or.Operands.Sum(CountValues),
        NotFilter not => CountValues(not.Operand),
        InFilter membership => membership.Values.Count,
        _ => 1,
    };

    private static byte[] Write(IReadOnlyList<Filter> parts)
    {
        using var body = new JsonBody(1024);
        WriteList(body.Json, "$and", parts, negated: false);
        return body.Written.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Filter filter, bool negated)
    {
        switch (filter)
        {
            case AndFilter and:
                WriteList(json, negated ? "$or" : "$and", and.Operands, negated);
                break;
            case OrFilter or:
                WriteList(json, negated ? "$and" : "$or", or.Operands, negated);
                break;
            case NotFilter not:
                Write(json, not.Operand, !negated);
                break;
            case ComparisonFilter { Comparison: ComparisonOperator.Equal } equal:
                WriteAnyOf(json, equal.Field, [equal.Value], negated);
                break;
            case ComparisonFilter comparison:
                WriteCondition(json, comparison.Field, Operator(comparison.Comparison), writer => PayloadJson.Write(writer, comparison.Value));
                break;
            case InFilter membership:
                WriteAnyOf(json, membership.Field, membership.Values, negated);
                break;
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<Filter> operands, bool negated) =>
        WriteList(json, name, [.. operands.Select(operand => (Action)(() => Write(json, operand, negated)))]);

    // Long lists become lists of lists, which mean the same.
    private static void WriteList(Utf8JsonWriter json, string name, ReadOnlySpan<Action> conditions)
    {
        json.WriteStartObject();
        json.WriteStartArray(name);
        if (conditions.Length <= LargestList)
        {
            foreach (var condition in conditions) condition();
        }
        else
        {
            var size = (conditions.Length + LargestList - 1) / LargestList;
            for (var start = 0; start < conditions.Length; start += size) WriteList(json, name, conditions.Slice(start, Math.Min(size, conditions.Length - start)));
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A field may hold one value or a list: the one is asked for with $in (one kind a list), the other with $contains (one item each).
    private static void WriteAnyOf(Utf8JsonWriter json, string field, IReadOnlyList<PayloadValue> values, bool negated)
    {
        var conditions = new List<Action>();
        var contains = negated ? "$not_contains" : "$contains";
        foreach (var kind in values.GroupBy(Kind))
        {
            conditions.Add(() => WriteCondition(json, field, negated ? "$nin" : "$in", writer =>
            {
                writer.WriteStartArray();
                foreach (var value in kind) WriteAs(writer, value, kind.Key);
                writer.WriteEndArray();
            }));
            foreach (var value in kind) conditions.Add(() => WriteCondition(json, field, contains, writer => WriteAs(writer, value, kind.Key)));
            // The items of a list compare by kind, so a whole number is also looked for as the other kind.
            foreach (var value in kind)
                if (Twin(value) is { } twin)
                    conditions.Add(() => WriteCondition(json, field, contains, writer => PayloadJson.Write(writer, twin)));
        }
        WriteList(json, negated ? "$and" : "$or", System.Runtime.InteropServices.CollectionsMarshal.AsSpan(conditions));
    }

    private static void WriteAs(Utf8JsonWriter json, PayloadValue value, PayloadKind kind)
    {
        if (kind == PayloadKind.Number) PayloadJson.WriteNumber(json, value.AsDouble());
        else PayloadJson.Write(json, value);
    }

    private static PayloadKind Kind(PayloadValue value) => value.Kind;

    private static PayloadValue? Twin(PayloadValue value) => value.Kind switch
    {
        PayloadKind.Integer when Math.Abs(value.AsDouble()) < 1L << 53 => PayloadValue.FromDouble(value.AsInt64()),
        PayloadKind.Number when double.IsInteger(value.AsDouble()) && Math.Abs(value.AsDouble()) < 1L << 53 => PayloadValue.FromInt64((long)value.AsDouble()),
        // A bare null would become the null value.
        _ => default(PayloadValue?),
    };

    private static void WriteCondition(Utf8JsonWriter json, string field, string name, Action<Utf8JsonWriter> write)
    {
        json.WriteStartObject();
        json.WriteStartObject(field);
        json.WritePropertyName(name);
        write(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Operator(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Greater => "$gt",
        ComparisonOperator.GreaterOrEqual => "$gte",
        ComparisonOperator.Less => "$lt",
        _ => "$lte",
    };
}
