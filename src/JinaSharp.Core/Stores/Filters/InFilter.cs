namespace JinaSharp;

/// <summary>The field equals one of several values.</summary>
public sealed record InFilter : Filter
{
    private readonly HashSet<PayloadValue> _set;

    /// <summary>Creates the filter.</summary>
    /// <param name="field">The field's path.</param>
    /// <param name="values">Booleans, numbers or texts.</param>
    /// <exception cref="ArgumentException">A value is null, a list or a map.</exception>
    public InFilter(string field, IReadOnlyList<PayloadValue> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(field);
        ArgumentNullException.ThrowIfNull(values);
        foreach (var value in values)
            if (value.Kind is PayloadKind.Null or PayloadKind.List or PayloadKind.Map)
                throw new ArgumentException($"Field '{field}' is compared with {value} ({value.Kind}); expected booleans, numbers or texts.", nameof(values));
        Field = field;
        Values = [.. values];
        _set = [.. values];
    }

    /// <summary>The field's path.</summary>
    public string Field { get; }

    /// <summary>The values.</summary>
    public IReadOnlyList<PayloadValue> Values { get; }

    /// <inheritdoc/>
    public override bool Matches(string id, IReadOnlyDictionary<string, PayloadValue> payload) => PayloadPath.Any(payload, Field, _set.Contains);

    /// <inheritdoc/>
    public bool Equals(InFilter? other) => other is not null && Field == other.Field && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Field, Values.Count);
}
