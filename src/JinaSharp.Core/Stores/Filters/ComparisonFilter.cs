namespace JinaSharp;

/// <summary>Compares a field with a value.</summary>
public sealed record ComparisonFilter : Filter
{
    /// <summary>Creates the filter.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="comparison">How to compare.</param>
    /// <param name="value">A boolean, number or text; only a number or text where order matters.</param>
    /// <exception cref="ArgumentException">The value is of a kind that cannot be compared so.</exception>
    public ComparisonFilter(string field, ComparisonOperator comparison, PayloadValue value)
    {
        ArgumentException.ThrowIfNullOrEmpty(field);
        var fits = value.IsNumeric || value.Kind == PayloadKind.String || (value.Kind == PayloadKind.Boolean && comparison == ComparisonOperator.Equal);
        if (!fits)
        {
            throw new ArgumentException(
                $"Field '{field}' is compared with {value} ({value.Kind}); expected a number or text{(comparison == ComparisonOperator.Equal ? " or boolean. To ask for a missing field use !Filter.Exists" : "")}.",
                nameof(value));
        }
        Field = field;
        Comparison = comparison;
        Value = value;
    }

    /// <summary>The field's path.</summary>
    public string Field { get; }

    /// <summary>How to compare.</summary>
    public ComparisonOperator Comparison { get; }

    /// <summary>The value to compare with.</summary>
    public PayloadValue Value { get; }

    /// <inheritdoc/>
    public override bool Matches(string id, IReadOnlyDictionary<string, PayloadValue> payload) => PayloadPath.Any(payload, Field, Matches);

    private bool Matches(PayloadValue found)
    {
        if (Comparison == ComparisonOperator.Equal) return found.Equals(Value);
        if (PayloadComparer.TryCompare(found, Value) is not { } order) return false;
        return Comparison switch
        {
            ComparisonOperator.Greater => order > 0,
            ComparisonOperator.GreaterOrEqual => order >= 0,
            ComparisonOperator.Less => order < 0,
            _ => order <= 0,
        };
    }
}
