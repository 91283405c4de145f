namespace JinaSharp.Client;

/// <summary>What a call would take, without sending it.</summary>
/// <param name="Items">The inputs.</param>
/// <param name="Requests">The requests.</param>
/// <param name="Tokens">The tokens, about: corrected by what this client has been charged so far for the same model.</param>
/// <param name="Cost">US dollars, about; null where the price is not known.</param>
public sealed record JinaEstimate(int Items, int Requests, long Tokens, decimal? Cost);
