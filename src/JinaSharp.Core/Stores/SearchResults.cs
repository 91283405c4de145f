using System.Collections;

namespace JinaSharp;

/// <summary>The hits of a search, best first; of a grouped search, group by group, best group first.</summary>
public sealed class SearchResults : IReadOnlyList<SearchHit>
{
    private readonly IReadOnlyList<SearchHit> _hits;

    /// <summary>Creates the list.</summary>
    /// <param name="hits">The hits, best first.</param>
    public SearchResults(IReadOnlyList<SearchHit> hits)
    {
        ArgumentNullException.ThrowIfNull(hits);
        _hits = hits;
    }

    /// <inheritdoc/>
    public int Count => _hits.Count;

    /// <inheritdoc/>
    public SearchHit this[int index] => _hits[index];

    /// <inheritdoc/>
    public IEnumerator<SearchHit> GetEnumerator() => _hits.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
