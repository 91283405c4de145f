namespace JinaSharp;

/// <summary>A filter does not match.</summary>
public sealed record NotFilter : Filter
{
    /// <summary>Creates the filter.</summary>
    /// <param name="operand">The filter.</param>
    public NotFilter(Filter operand)
    {
        ArgumentNullException.ThrowIfNull(operand);
        Operand = operand;
    }

    /// <summary>The filter.</summary>
    public Filter Operand { get; }

    /// <inheritdoc/>
    public override bool Matches(string id, IReadOnlyDictionary<string, PayloadValue> payload) => !Operand.Matches(id, payload);
}
