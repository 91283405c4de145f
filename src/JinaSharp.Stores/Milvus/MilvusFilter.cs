using System.Globalization;
using System.Text;

namespace JinaSharp.Stores.Milvus;

/// <summary>Translates filters into Milvus's expressions over the payload and lookup columns.</summary>
/// <remarks>Numbers and booleans are written out, texts go as parameters. Negations ask the lookup column and are guarded, so that they hold whatever a version makes of a missing path.</remarks>
internal sealed class MilvusFilter
{
    private const string Everything = $"{MilvusFields.Id} > \"\"";
    private const string Nothing = $"{MilvusFields.Id} == \"\"";
    private const int MostDotsSplit = 6;

    private readonly Dictionary<string, object> _parameters = [];

    public static MilvusExpression Translate(Filter? filter)
    {
        if (filter is null or AndFilter { Operands.Count: 0 }) return MilvusExpression.Everything;
        var writer = new MilvusFilter();
        return new MilvusExpression(writer.Write(filter, negated: false), writer._parameters);
    }

    private string Write(Filter filter, bool negated) => filter switch
    {
        AndFilter and => Join(and.Operands, negated ? " or " : " and ", negated ? Nothing : Everything, negated),
        OrFilter or => Join(or.Operands, negated ? " and " : " or ", negated ? Everything : Nothing, negated),
        NotFilter not => Write(not.Operand, !negated),
        IdFilter ids => $"{MilvusFields.Id} {(negated ? "not in" : "in")} {Parameter(ids.Ids.ToArray())}",
        ExistsFilter exists => (negated ? "not " : "") + Exists(exists.Field),
        ComparisonFilter { Comparison: ComparisonOperator.Equal } equal => AnyOf(equal.Field, [equal.Value], negated),
        ComparisonFilter comparison => Order(comparison, negated),
        InFilter membership => AnyOf(membership.Field, membership.Values, negated),
        StringMatchFilter match => Like(match, negated),
        _ => throw new ArgumentException($"Unknown filter type {filter.GetType().Name}.", nameof(filter)),
    };

    private string Join(IReadOnlyList<Filter> operands, string word, string empty, bool negated) =>
        operands.Count == 0 ? empty : $"({string.Join(word, operands.Select(operand => Write(operand, negated)))})";

    // A negation asks the lookup column alone, where the guarded condition is always known.
    private string Unless(string paths, string field, IEnumerable<string> conditions) => $"(not {Has(paths, field)} or not ({string.Join(" or ", conditions)}))";

    private string Has(string paths, string field) => $"json_contains({MilvusFields.Lookup}[\"{paths}\"], {Parameter(field)})";

    private string Exists(string field) => Has("names", field);

    private string AnyOf(string field, IReadOnlyList<PayloadValue> values, bool negated)
    {
        if (values.Count == 0) return $"({(negated ? Everything : Nothing)})";
        var conditions = new List<string>();
        string[] texts = [.. values.Where(value => value.Kind == PayloadKind.String).Select(value => value.AsString())];
        PayloadValue[] others = [.. values.Where(value => value.Kind != PayloadKind.String)];
        var items = $"{Values(field)}[\"v\"]";
        if (texts.Length > 0)
        {
            var parameter = texts.Length == 1 ? Parameter(texts[0]) : Parameter(texts);
            if (!negated) conditions.AddRange(Paths(field).Select(path => $"{path} {(texts.Length == 1 ? "==" : "in")} {parameter}"));
            conditions.Add($"{(texts.Length == 1 ? "json_contains" : "json_contains_any")}({items}, {parameter})");
        }
        if (!negated)
            foreach (var other in others) conditions.AddRange(Paths(field).Select(path => $"{path} == {Literal(other)}"));
        if (others.Length > 0) conditions.Add($"json_contains_any({items}, [{string.Join(", ", others.SelectMany(Forms))}])");
        return negated ? Unless("scalars", field, conditions) : $"({string.Join(" or ", conditions)})";
    }

    private string Order(ComparisonFilter comparison, bool negated)
    {
        var text = comparison.Value.Kind == PayloadKind.String;
        var value = text ? Parameter(comparison.Value.AsString()) : Literal(comparison.Value);
        var (symbol, end) = comparison.Comparison switch
        {
            ComparisonOperator.Greater => (">", "max"),
            ComparisonOperator.GreaterOrEqual => (">=", "max"),
            ComparisonOperator.Less => ("<", "min"),
            _ => ("<=", "min"),
        };
        // Any item of a list is greater exactly when the greatest is.
        var extreme = $"{Values(comparison.Field)}[\"{(text ? "s" : "")}{end}\"] {symbol} {value}";
        return negated
            ? Unless(text ? "texts" : "numbers", comparison.Field, [extreme])
            : $"({string.Join(" or ", Paths(comparison.Field).Select(path => $"{path} {symbol} {value}").Append(extreme))})";
    }

    private string Like(StringMatchFilter match, bool negated)
    {
        if (match.Text.Contains(MilvusLookup.Separator, StringComparison.Ordinal))
            throw new VectorStoreException($"A filter text holds the control character U+0001, which Milvus filters here cannot look for.") { Store = "milvus", Code = "invalid_query" };
        var text = Pattern(match.Text);
        var starts = match.Match == StringMatchKind.StartsWith;
        var item = $"{Values(match.Field)}[\"s\"] like \"%{(starts ? MilvusLookup.Separator : "")}{text}%\"";
        return negated
            ? Unless("texts", match.Field, [item])
            : $"({string.Join(" or ", Paths(match.Field).Select(path => $"{path} like \"{(starts ? "" : "%")}{text}%\"").Append(item))})";
    }

    private string Parameter(object value)
    {
        var name = $"p{_parameters.Count}";
        _parameters[name] = value;
        return $"{{{name}}}";
    }

    private static string Values(string field) => $"{MilvusFields.Lookup}[\"values\"]{Key(field)}";

    /// <summary>Every way to read a dotted path: a key may itself hold dots.</summary>
    private static IEnumerable<string> Paths(string field)
    {
        var words = field.Split('.');
        var dots = words.Length - 1;
        if (dots > MostDotsSplit)
        {
            yield return MilvusFields.Payload + string.Concat(words.Select(Key));
            yield break;
        }
        for (var splits = 0; splits < 1 << dots; splits++)
        {
            var segments = new List<string> { words[0] };
            for (var i = 0; i < dots; i++)
            {
                if ((splits >> i & 1) != 0) segments.Add(words[i + 1]);
                else segments[^1] += "." + words[i + 1];
            }
            yield return MilvusFields.Payload + string.Concat(segments.Select(Key));
        }
    }

    private static string Key(string name) => $"[\"{Escape(name)}\"]";

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    // A pattern has wildcards of its own, which its escapes take away; then the literal has escapes of its own.
    private static string Pattern(string text)
    {
        var pattern = new StringBuilder();
        foreach (var c in text)
        {
            if (c is '%' or '_' or '\\') pattern.Append('\\');
            pattern.Append(c);
        }
        return Escape(pattern.ToString());
    }

    private static string Literal(PayloadValue value) => value.Kind switch
    {
        PayloadKind.Boolean => value.AsBoolean() ? "true" : "false",
        PayloadKind.Integer => value.AsInt64().ToString(CultureInfo.InvariantCulture),
        _ => Double(value.AsDouble()),
    };

    // The items of a list compare by kind, so a whole number is looked for as both.
    private static IEnumerable<string> Forms(PayloadValue value)
    {
        yield return Literal(value);
        if (value.Kind == PayloadKind.Integer && Math.Abs(value.AsDouble()) < 1L << 53) yield return Double(value.AsInt64());
        if (value.Kind == PayloadKind.Number && double.IsInteger(value.AsDouble()) && Math.Abs(value.AsDouble()) < 1L << 53) yield return ((long)value.AsDouble()).ToString(CultureInfo.InvariantCulture);
    }

    private static string Double(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text : text.Contains('E', StringComparison.Ordinal) ? text.Replace("E", ".0E", StringComparison.Ordinal) : text + ".0";
    }
}
