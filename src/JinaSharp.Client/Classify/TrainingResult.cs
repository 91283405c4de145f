namespace JinaSharp.Client;

/// <summary>The outcome of a training.</summary>
/// <param name="ClassifierId">The classifier's id, for <see cref="JinaClassifier.ClassifyAsync(string, IReadOnlyList{Microsoft.Extensions.AI.AIContent}, CancellationToken)"/>.</param>
/// <param name="SampleCount">How many samples were taken.</param>
/// <param name="Tokens">What it cost.</param>
public sealed record TrainingResult(string ClassifierId, int SampleCount, long Tokens);
