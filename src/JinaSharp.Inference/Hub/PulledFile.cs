namespace JinaSharp.Inference;

/// <summary>One file of a downloaded model.</summary>
/// <param name="Path">The path in the model, with <c>/</c> between its parts.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Sha256">The SHA-256 that the hub published and the content matched, in lower-case hexadecimal; null where it published another kind of hash.</param>
/// <param name="Downloaded">Whether this call downloaded it; otherwise it was there.</param>
public sealed record PulledFile(string Path, long Size, string? Sha256, bool Downloaded);
