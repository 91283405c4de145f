using System.Collections;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client;

/// <summary>The results of a classification, in the order of the inputs.</summary>
public sealed class ClassificationResults : IReadOnlyList<ClassificationResult>
{
    private readonly IReadOnlyList<ClassificationResult> _results;

    internal ClassificationResults(IReadOnlyList<ClassificationResult> results) => _results = results;

    /// <summary>What the call cost.</summary>
    public UsageDetails? Usage { get; internal init; }

    /// <inheritdoc/>
    public int Count => _results.Count;

    /// <inheritdoc/>
    public ClassificationResult this[int index] => _results[index];

    /// <inheritdoc/>
    public IEnumerator<ClassificationResult> GetEnumerator() => _results.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
