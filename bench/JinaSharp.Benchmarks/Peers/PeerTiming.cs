namespace JinaSharp.Benchmarks.Peers;

/// <summary>How long a peer took for the same work, several times.</summary>
/// <param name="MedianMs">The median in milliseconds.</param>
/// <param name="MinMs">The least.</param>
/// <param name="TimesMs">Every run, in order.</param>
internal sealed record PeerTiming(double MedianMs, double MinMs, double[] TimesMs);
