namespace JinaSharp.Client;

/// <summary>What has been used so far.</summary>
/// <param name="Total">All of it.</param>
/// <param name="ByOperation">By operation, such as <c>embeddings</c>.</param>
/// <param name="ByModel">By model.</param>
/// <param name="ByTag">By the caller's tag (<see cref="JinaCallProperties.Tag"/>).</param>
public sealed record JinaUsageReport(
    JinaUsageEntry Total,
    IReadOnlyDictionary<string, JinaUsageEntry> ByOperation,
    IReadOnlyDictionary<string, JinaUsageEntry> ByModel,
    IReadOnlyDictionary<string, JinaUsageEntry> ByTag);
