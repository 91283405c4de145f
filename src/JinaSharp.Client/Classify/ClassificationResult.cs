namespace JinaSharp.Client;

/// <summary>What an input was classified as.</summary>
/// <param name="Index">The input's position in the call.</param>
/// <param name="Label">The best label.</param>
/// <param name="Score">Its score.</param>
/// <param name="Labels">Every label with its score, best first.</param>
public sealed record ClassificationResult(int Index, string Label, double Score, IReadOnlyList<LabelScore> Labels)
{
    /// <summary>The best label of each group, where the call gave labels in groups.</summary>
    public IReadOnlyDictionary<string, GroupClassification> Groups { get; init; } = new Dictionary<string, GroupClassification>();
}
