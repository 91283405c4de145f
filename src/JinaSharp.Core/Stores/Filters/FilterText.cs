using System.Text;

namespace JinaSharp;

/// <summary>Writes a filter as an expression that <see cref="FilterParser"/> reads.</summary>
internal static class FilterText
{
    public static string Write(Filter filter)
    {
        var text = new StringBuilder();
        Write(text, filter, nested: false);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Filter filter, bool nested)
    {
        switch (filter)
        {
            case ComparisonFilter comparison:
                text.Append(Field(comparison.Field)).Append(' ').Append(Symbol(comparison.Comparison)).Append(' ').Append(comparison.Value);
                break;
            case InFilter membership:
                text.Append(Field(membership.Field)).Append(" in [").AppendJoin(", ", membership.Values).Append(']');
                break;
            case ExistsFilter exists:
                text.Append("exists ").Append(Field(exists.Field));
                break;
            case StringMatchFilter match:
                text.Append(Field(match.Field)).Append(match.Match == StringMatchKind.Contains ? " contains " : " startswith ").Append((PayloadValue)match.Text);
                break;
            case IdFilter ids:
                text.Append("id in [").AppendJoin(", ", ids.Ids.Select(id => (PayloadValue)id)).Append(']');
                break;
            case NotFilter not:
                text.Append("not ");
                Write(text, not.Operand, nested: true);
                break;
            case AndFilter and:
                WriteList(text, and.Operands, "and", "all", nested);
                break;
            case OrFilter or:
                WriteList(text, or.Operands, "or", "none", nested);
                break;
            default:
                throw new ArgumentException($"Unknown filter type {filter.GetType().Name}.", nameof(filter));
        }
    }

    private static void WriteList(StringBuilder text, IReadOnlyList<Filter> operands, string word, string empty, bool nested)
    {
        if (operands.Count == 0)
        {
            text.Append(empty);
            return;
        }
        if (operands.Count == 1)
        {
            Write(text, operands[0], nested);
            return;
        }
        if (nested) text.Append('(');
        for (var i = 0; i < operands.Count; i++)
        {
            if (i > 0) text.Append(' ').Append(word).Append(' ');
            Write(text, operands[i], nested: true);
        }
        if (nested) text.Append(')');
    }

    private static string Field(string field) =>
        FilterLexer.IsPlainField(field) ? field : $"`{field.Replace("`", "``", StringComparison.Ordinal)}`";

    private static string Symbol(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => "=",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.GreaterOrEqual => ">=",
        ComparisonOperator.Less => "<",
        _ => "<=",
    };
}
