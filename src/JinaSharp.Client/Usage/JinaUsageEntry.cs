namespace JinaSharp.Client;

/// <summary>What something has used.</summary>
/// <param name="Requests">The requests that succeeded.</param>
/// <param name="Tokens">The tokens charged.</param>
/// <param name="Cost">US dollars; null where a price is not known.</param>
public sealed record JinaUsageEntry(long Requests, long Tokens, decimal? Cost);
