namespace JinaSharp.Inference.Hub;

/// <summary>Adds up what several files have received.</summary>
internal sealed class PullTotals(IReadOnlyCollection<HubFile> files, IProgress<ModelPullProgress>? progress)
{
    private readonly Dictionary<string, long> _bytes = files.ToDictionary(file => file.Path, _ => 0L, StringComparer.Ordinal);
    private readonly long _size = files.Sum(file => file.Size ?? 0);
    private readonly Lock _lock = new();
    private long _total;

    /// <summary>Counts bytes that arrived; fewer than none when a file begins anew.</summary>
    public void Add(HubFile file, long bytes)
    {
        if (progress is null) return;
        ModelPullProgress report;
        lock (_lock)
        {
            _total += bytes;
            report = new ModelPullProgress(file.Path, _bytes[file.Path] += bytes, file.Size, _total, _size);
        }
        progress.Report(report);
    }
}
