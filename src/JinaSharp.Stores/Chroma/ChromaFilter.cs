using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Chroma;

/// <summary>Translates filters into Chroma's <c>where</c>. It has no negation and cannot ask for a missing field, so negations are pushed
/// down to the operators that have one, and what remains is left to be checked on this side.</summary>
internal sealed class ChromaFilter(VectorStoreCapabilities capabilities, string collection)
{
    public ChromaWhere Translate(Filter? filter)
    {
        if (filter is null) return ChromaWhere.Everything;
        RefuseTexts(filter);
        var parts = filter is AndFilter and ? and.Operands : [filter];
        var server = parts.Where(part => CanWrite(part, negated: false)).ToArray();
        var ids = parts.OfType<IdFilter>().Select(part => part.Ids).ToArray();
        var rest = parts.Where(part => part is not IdFilter && !CanWrite(part, negated: false)).ToArray();
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

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<Filter> operands, bool negated)
    {
        json.WriteStartObject();
        json.WriteStartArray(name);
        foreach (var operand in operands) Write(json, operand, negated);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A field may hold one value or a list: the one is asked for with $in (one kind a list), the other with $contains (one item each).
    private static void WriteAnyOf(Utf8JsonWriter json, string field, IReadOnlyList<PayloadValue> values, bool negated)
    {
        json.WriteStartObject();
        json.WriteStartArray(negated ? "$and" : "$or");
        foreach (var kind in values.GroupBy(Kind))
        {
            WriteCondition(json, field, negated ? "$nin" : "$in", writer =>
            {
                writer.WriteStartArray();
                foreach (var value in kind) WriteAs(writer, value, kind.Key);
                writer.WriteEndArray();
            });
            foreach (var value in kind)
                WriteCondition(json, field, negated ? "$not_contains" : "$contains", writer => WriteAs(writer, value, kind.Key));
            // The items of a list compare by kind, so a whole number is also looked for as the other kind.
            foreach (var value in kind)
                if (Twin(value) is { } twin)
                    WriteCondition(json, field, negated ? "$not_contains" : "$contains", writer => PayloadJson.Write(writer, twin));
        }
        json.WriteEndArray();
        json.WriteEndObject();
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
