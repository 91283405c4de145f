namespace JinaSharp.Client;

/// <summary>What an input was classified as in one group of labels.</summary>
/// <param name="Label">The best label.</param>
/// <param name="Score">Its score.</param>
/// <param name="Labels">Every label of the group with its score, best first.</param>
public sealed record GroupClassification(string Label, double Score, IReadOnlyList<LabelScore> Labels);
