namespace JinaSharp.Client;

/// <summary>An input that got no embedding.</summary>
/// <param name="Index">Its position in the call.</param>
/// <param name="Error">Why.</param>
public sealed record JinaItemFailure(int Index, JinaException Error);
