namespace JinaSharp;

/// <summary>The record has one of several ids.</summary>
public sealed record IdFilter : Filter
{
    private readonly HashSet<string> _set;

    /// <summary>Creates the filter.</summary>
    /// <param name="ids">The ids.</param>
    public IdFilter(IReadOnlyList<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        Ids = [.. ids];
        _set = new HashSet<string>(ids, StringComparer.Ordinal);
    }

    /// <summary>The ids.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <inheritdoc/>
    public override bool Matches(string id, IReadOnlyDictionary<string, PayloadValue> payload) => _set.Contains(id);

    /// <inheritdoc/>
    public bool Equals(IdFilter? other) => other is not null && Ids.SequenceEqual(other.Ids);

    /// <inheritdoc/>
    public override int GetHashCode() => Ids.Count;
}
