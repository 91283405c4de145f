using JinaSharp.Pipelines;

namespace JinaSharp.Cli.Output;

/// <summary>One line on stderr, drawn over and over while indexing runs; only on a terminal.</summary>
internal sealed class ProgressLine : IAsyncDisposable
{
    private const int BarWidth = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(120);

    private readonly CliHost _host;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _drawing;

    private ProgressLine(CliHost host, IndexingProgress progress)
    {
        _host = host;
        _drawing = DrawAsync(progress);
    }

    /// <summary>Begins to draw; null where nothing is to be drawn.</summary>
    public static ProgressLine? Start(CliContext context, IndexingProgress progress) =>
        context.Output.ShowsProgress ? new ProgressLine(context.Host, progress) : null;

    /// <summary>The line for a moment, no longer than a width: parts that matter less go first.</summary>
    public static string Render(IndexingProgress progress, TimeSpan elapsed, int width)
    {
        var share = progress.BytesFound == 0 ? 0 : Math.Clamp((double)progress.BytesDone / progress.BytesFound, 0, 1);
        var filled = (int)(share * BarWidth);
        var rate = elapsed.TotalSeconds > 0 ? progress.BytesRead / elapsed.TotalSeconds : 0;
        var parts = new List<string>
        {
            progress.AllFound ? $"{share,4:P0}" : "  ..",
            $"{progress.FilesDone:N0}/{progress.FilesFound:N0}{(progress.AllFound ? "" : "+")} files",
            $"{progress.Chunks:N0} chunks",
            $"{ByteText.Format(rate)}/s",
            $"ETA {Eta(progress, share, elapsed)}",
            $"{new string('█', filled)}{new string('░', BarWidth - filled)}",
        };
        while (parts.Count > 1 && parts.Sum(part => part.Length + 2) > width) parts.RemoveAt(parts.Count - 1);
        if (parts.Count == 6)
        {
            parts.Insert(0, parts[5]);
            parts.RemoveAt(6);
        }
        return string.Join("  ", parts);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _drawing;
        await _host.Error.WriteAsync("\r\u001b[K");
        _stop.Dispose();
    }

    private async Task DrawAsync(IndexingProgress progress)
    {
        var started = _host.Clock.GetTimestamp();
        using var timer = new PeriodicTimer(Interval, _host.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await _host.Error.WriteAsync($"\r{Render(progress, _host.Clock.GetElapsedTime(started), (_host.Width ?? 80) - 1)}\u001b[K");
        }
        catch (OperationCanceledException)
        {
            // Done: the line is wiped by the disposer.
        }
    }

    private static string Eta(IndexingProgress progress, double share, TimeSpan elapsed)
    {
        if (!progress.AllFound || share <= 0.001) return "--:--";
        var left = TimeSpan.FromSeconds(Math.Min(elapsed.TotalSeconds * (1 - share) / share, 359_999));
        return left.TotalHours >= 1 ? $"{(int)left.TotalHours}:{left:mm\\:ss}" : $"{left:mm\\:ss}";
    }
}
