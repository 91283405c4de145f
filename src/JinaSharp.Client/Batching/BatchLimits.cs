namespace JinaSharp.Client.Batching;

/// <summary>How much goes into one request.</summary>
/// <param name="Items">The most items.</param>
/// <param name="Tokens">The most tokens, as guessed and corrected.</param>
/// <param name="Bytes">The most bytes.</param>
internal readonly record struct BatchLimits(int Items, long Tokens, long Bytes);
