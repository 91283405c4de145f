namespace JinaSharp.Inference.Runtime;

/// <summary>Shares out panels from both ends: every other worker goes up from the first, the others go down from the last, until they meet.</summary>
/// <remarks>
/// So a worker reads weights in the order of memory however the claims fall, and knows which panel it needs next: it fetches that while it works.
/// One claim for each panel, no more.
/// </remarks>
internal struct PanelShare
{
    private readonly int _upwards, _downwards;
    private int _first, _end;

    public PanelShare(int panels, int workers) => (_end, _upwards, _downwards) = (panels, (workers + 1) / 2, workers / 2);

    /// <summary>The worker's next panel, and how many panels further its next but one is likely to be.</summary>
    public (int Panel, int Step) Claim(int worker) =>
        worker % 2 == 0 ? (Interlocked.Increment(ref _first) - 1, _upwards) : (Interlocked.Decrement(ref _end), -_downwards);
}
