namespace JinaSharp.Benchmarks.Peers;

/// <summary>A peer that cannot be used; the message says what to do.</summary>
internal sealed class PeerException(string message) : Exception(message);
