namespace JinaSharp;

/// <summary>All of several filters match; none given match everything.</summary>
public sealed record AndFilter : Filter
{
    /// <summary>Creates the filter.</summary>
    /// <param name="operands">The filters.</param>
    public AndFilter(IReadOnlyList<Filter> operands)
    {
        ArgumentNullException.ThrowIfNull(operands);
        Operands = [.. operands];
    }

    /// <summary>The filters.</summary>
    public IReadOnlyList<Filter> Operands { get; }

    /// <inheritdoc/>
    public override bool Matches(string id, IReadOnlyDictionary<string, PayloadValue> payload) => Operands.All(operand => operand.Matches(id, payload));

    /// <inheritdoc/>
    public bool Equals(AndFilter? other) => other is not null && Operands.SequenceEqual(other.Operands);

    /// <inheritdoc/>
    public override int GetHashCode() => Operands.Aggregate(17, HashCode.Combine);
}
