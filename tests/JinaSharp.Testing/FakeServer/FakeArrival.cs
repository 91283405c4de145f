namespace JinaSharp.Testing;

/// <summary>A request that came to a fake server.</summary>
/// <param name="Time">When it came.</param>
/// <param name="Path">What it asked for, such as <c>/v1/embeddings</c>.</param>
/// <param name="Tokens">The tokens of its texts, by the server's own count; whether it went wrong or not.</param>
public readonly record struct FakeArrival(DateTimeOffset Time, string Path, long Tokens);
