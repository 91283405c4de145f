namespace JinaSharp;

/// <summary>The field is there and not null.</summary>
public sealed record ExistsFilter : Filter
{
    /// <summary>Creates the filter.</summary>
    /// <param name="field">The field's path.</param>
    public ExistsFilter(string field)
    {
        ArgumentException.ThrowIfNullOrEmpty(field);
        Field = field;
    }

    /// <summary>The field's path.</summary>
    public string Field { get; }

    /// <inheritdoc/>
    public override bool Matches(string id, IReadOnlyDictionary<string, PayloadValue> payload) => PayloadPath.Any(payload, Field, static _ => true);
}
