namespace JinaSharp.Inference;

/// <summary>The stretch of a text that a token covers, as half-open indices.</summary>
/// <param name="Start">Where it starts.</param>
/// <param name="End">Where it ends; not included.</param>
public readonly record struct TokenSpan(int Start, int End);
