namespace JinaSharp.Client.Http;

/// <summary>A decoded answer and what it cost.</summary>
/// <param name="Value">The answer.</param>
/// <param name="Tokens">The tokens charged; null when the answer does not say.</param>
internal readonly record struct Reply<T>(T Value, long? Tokens);
