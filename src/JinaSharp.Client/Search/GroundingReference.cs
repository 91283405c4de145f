namespace JinaSharp.Client;

/// <summary>A source that speaks for or against a statement.</summary>
/// <param name="Url">Its address.</param>
/// <param name="KeyQuote">What it says.</param>
/// <param name="IsSupportive">Whether it speaks for the statement.</param>
public sealed record GroundingReference(string Url, string KeyQuote, bool IsSupportive);
