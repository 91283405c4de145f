namespace JinaSharp.Client;

/// <summary>How well a statement is supported by what the web says.</summary>
/// <param name="Factuality">From 0 to 1.</param>
/// <param name="Result">Whether it is taken to be true.</param>
/// <param name="Reason">Why.</param>
/// <param name="References">The sources.</param>
/// <param name="Tokens">What the call cost.</param>
public sealed record GroundingResult(double Factuality, bool Result, string Reason, IReadOnlyList<GroundingReference> References, long? Tokens);
