using System.Collections;
using Microsoft.Extensions.AI;

namespace JinaSharp;

/// <summary>The results of a rerank call, best first; equal scores keep the order of the call.</summary>
public sealed class RerankResults : IReadOnlyList<RerankResult>
{
    private readonly IReadOnlyList<RerankResult> _results;

    /// <summary>Creates the list.</summary>
    /// <param name="results">The results, best first.</param>
    public RerankResults(IReadOnlyList<RerankResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        _results = results;
    }

    /// <summary>The model that answered.</summary>
    public string? ModelId { get; init; }

    /// <summary>What the call cost.</summary>
    public UsageDetails? Usage { get; init; }

    /// <inheritdoc/>
    public int Count => _results.Count;

    /// <inheritdoc/>
    public RerankResult this[int index] => _results[index];

    /// <inheritdoc/>
    public IEnumerator<RerankResult> GetEnumerator() => _results.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
