namespace JinaSharp.Cli.Grep;

/// <summary>Scores units a batch at a time, a few batches side by side, and hands them on in their order. Memory holds the batches in flight.</summary>
internal static class GrepPipeline
{
    /// <param name="units">The units.</param>
    /// <param name="scorer">Compares them.</param>
    /// <param name="batchSize">How many units are embedded together.</param>
    /// <param name="concurrency">How many batches are embedded side by side.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public static async IAsyncEnumerable<(GrepUnit Unit, float[] Scores)> RunAsync(
        IEnumerable<GrepUnit> units, UnitScorer scorer, int batchSize, int concurrency, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = new Queue<(List<GrepUnit> Units, Task<float[]?[]> Scores)>();
        try
        {
            foreach (var batch in Batches(units, batchSize))
            {
                cancellationToken.ThrowIfCancellationRequested();
                running.Enqueue((batch, Task.Run(() => scorer.ScoreAsync(batch, stop.Token), stop.Token)));
                if (running.Count < concurrency) continue;
                foreach (var item in await TakeAsync(running)) yield return item;
            }
            while (running.Count > 0)
                foreach (var item in await TakeAsync(running))
                    yield return item;
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var (_, scores) in running) await scores.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private static async Task<IEnumerable<(GrepUnit Unit, float[] Scores)>> TakeAsync(Queue<(List<GrepUnit> Units, Task<float[]?[]> Scores)> running)
    {
        var (units, task) = running.Peek();
        var scores = await task;
        running.Dequeue();
        return units.Select((unit, i) => (unit, scores[i] ?? []));
    }

    private static IEnumerable<List<GrepUnit>> Batches(IEnumerable<GrepUnit> units, int size)
    {
        var batch = new List<GrepUnit>(size);
        foreach (var unit in units)
        {
            batch.Add(unit);
            if (batch.Count < size) continue;
            yield return batch;
            batch = new List<GrepUnit>(size);
        }
        if (batch.Count > 0) yield return batch;
    }
}
