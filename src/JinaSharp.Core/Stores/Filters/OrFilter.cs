namespace JinaSharp;

/// <summary>At least one of several filters matches; none given match nothing.</summary>
public sealed record OrFilter : Filter
{
    /// <summary>Creates the filter.</summary>
    /// <param name="operands">The filters.</param>
    public OrFilter(IReadOnlyList<Filter> operands)
    {
        ArgumentNullException.ThrowIfNull(operands);
        Operands = [.. operands];
    }

    /// <summary>The filters.</summary>
    public IReadOnlyList<Filter> Operands { get; }

    /// <inheritdoc/>
    public override bool Matches(string id, IReadOnlyDictionary<string, PayloadValue> payload) => Operands.Any(operand => operand.Matches(id, payload));

    /// <inheritdoc/>
    public bool Equals(OrFilter? other) => other is not null && Operands.SequenceEqual(other.Operands);

    /// <inheritdoc/>
    public override int GetHashCode() => Operands.Aggregate(19, HashCode.Combine);
}
