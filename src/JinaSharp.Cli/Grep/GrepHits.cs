namespace JinaSharp.Cli.Grep;

/// <summary>Keeps the best of what was found, of each file and of all. Units come file by file.</summary>
/// <param name="most">The most hits of all; null for no limit.</param>
/// <param name="mostOfFile">The most hits of one file; null for no limit.</param>
/// <param name="lowestFirst">Whether the least similar are the best.</param>
internal sealed class GrepHits(int? most, int? mostOfFile, bool lowestFirst)
{
    // The worst is first out; of equals, the later.
    private readonly PriorityQueue<GrepHit, (double Goodness, long Order)> _all = new();
    private readonly PriorityQueue<GrepHit, (double Goodness, long Order)> _ofFile = new();
    private GrepFile? _file;
    private long _order;

    public void Add(GrepHit hit)
    {
        if (mostOfFile is not { } limit)
        {
            Keep(_all, hit, most);
            return;
        }
        if (hit.Unit.File?.Name != _file?.Name) EndFile();
        _file = hit.Unit.File;
        Keep(_ofFile, hit, limit);
    }

    /// <summary>What was kept, best first.</summary>
    public List<GrepHit> Drain()
    {
        EndFile();
        var hits = new List<GrepHit>(_all.Count);
        while (_all.TryDequeue(out var hit, out _)) hits.Add(hit);
        hits.Reverse();
        return hits;
    }

    private void EndFile()
    {
        // Best first, so that of equals the earlier stays.
        var hits = new List<GrepHit>(_ofFile.Count);
        while (_ofFile.TryDequeue(out var hit, out _)) hits.Add(hit);
        for (var i = hits.Count - 1; i >= 0; i--) Keep(_all, hits[i], most);
    }

    private void Keep(PriorityQueue<GrepHit, (double Goodness, long Order)> queue, GrepHit hit, int? limit)
    {
        queue.Enqueue(hit, (lowestFirst ? -hit.Score : hit.Score, -_order++));
        if (queue.Count > limit) queue.Dequeue();
    }
}
