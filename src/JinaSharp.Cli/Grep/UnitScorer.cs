namespace JinaSharp.Cli.Grep;

/// <summary>Compares units with what is looked for. Each different text is embedded once, so long as there are not too many to remember.</summary>
internal sealed class UnitScorer
{
    // Source code repeats its short lines most; a hundred thousand of them take a few tens of megabytes.
    private const int MaxRemembered = 100_000;
    private const int MaxRememberedLength = 200;

    private readonly Dictionary<string, float[]> _known = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly GrepTask _task;
    private readonly IReadOnlyList<ReadOnlyMemory<float>> _targets;

    private UnitScorer(GrepTask task, IReadOnlyList<ReadOnlyMemory<float>> targets) => (_task, _targets) = (task, targets);

    /// <summary>Embeds what is looked for.</summary>
    public static async Task<UnitScorer> CreateAsync(GrepTask task, IReadOnlyList<string> targets, CancellationToken cancellationToken) =>
        new(task, await task.EmbedTargetsAsync(targets, cancellationToken));

    /// <summary>The similarities of each unit to each target; null for a unit that only ends its file.</summary>
    public async Task<float[]?[]> ScoreAsync(IReadOnlyList<GrepUnit> units, CancellationToken cancellationToken)
    {
        var scores = new float[]?[units.Count];
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        lock (_gate)
        {
            for (var i = 0; i < units.Count; i++)
            {
                if (units[i].Text is not { } text || _known.TryGetValue(text, out scores[i])) continue;
                if (!places.TryGetValue(text, out var list)) places.Add(text, list = []);
                list.Add(i);
            }
        }
        if (places.Count == 0) return scores;
        var vectors = await _task.EmbedUnitsAsync([.. places.Keys], cancellationToken);
        foreach (var ((text, list), vector) in places.Zip(vectors))
        {
            var score = new float[_targets.Count];
            for (var i = 0; i < score.Length; i++) score[i] = VectorMath.CosineSimilarity(_targets[i].Span, vector.Span);
            foreach (var i in list) scores[i] = score;
            if (text.Length > MaxRememberedLength) continue;
            lock (_gate)
            {
                if (_known.Count < MaxRemembered) _known.TryAdd(text, score);
            }
        }
        return scores;
    }
}
