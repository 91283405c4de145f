namespace JinaSharp.Client;

/// <summary>One line of a batch job's output.</summary>
/// <param name="Id">The caller's name for the text.</param>
/// <param name="Vector">The embedding; empty where there is an error.</param>
/// <param name="Error">What went wrong with this text; null for nothing.</param>
public sealed record BatchOutput(string Id, ReadOnlyMemory<float> Vector, string? Error = null);
