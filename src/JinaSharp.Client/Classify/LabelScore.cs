namespace JinaSharp.Client;

/// <summary>A label with its score.</summary>
/// <param name="Label">The label.</param>
/// <param name="Score">The score; larger is better.</param>
public readonly record struct LabelScore(string Label, double Score);
