using System.Numerics;
using System.Numerics.Tensors;

namespace JinaSharp.Cli.Selection;

/// <summary>Chooses vectors greedily so that every vector is similar to a chosen one: facility location.</summary>
/// <remarks>
/// Each step adds the vector that raises the sum, over all vectors, of the similarity to the nearest chosen one most. What a vector adds only shrinks as others are
/// chosen, so a gain of an earlier step is an upper bound, and few have to be computed again (lazy greedy choice). The similarities of all pairs are computed once, in
/// blocks near the processor's peak, and kept where they fit; else those of candidates are computed again, some at a time, and kept as far as they fit. Benchmark <c>dedup</c>.
/// </remarks>
internal sealed class FacilityLocation
{
    private const long MostKeptBytes = 2L << 30;

    // Candidates whose similarities are computed together: as long as the vectors come from memory, these cost hardly more than one.
    private const int Together = 32;

    private const int SumBlock = 2048;

    private readonly UnitVectors _vectors;
    // Similarities to all, of all vectors or of the candidates that were looked at last.
    private readonly float[]?[] _kept;
    private readonly bool _keepsAll;
    private readonly long _mostKept;
    private long _keptCount;
    private readonly float[] _nearest;
    private readonly double[] _gains;

    private FacilityLocation(UnitVectors vectors, long keptBytes)
    {
        _vectors = vectors;
        _nearest = new float[vectors.Count];
        _gains = new double[vectors.Count];
        _kept = new float[vectors.Count][];
        _mostKept = keptBytes / sizeof(float) / Math.Max(1, vectors.Count);
        _keepsAll = _mostKept >= vectors.Count;
        if (!_keepsAll) return;
        for (var i = 0; i < _kept.Length; i++) _kept[i] = GC.AllocateUninitializedArray<float>(vectors.Count);
    }

    /// <summary>The bytes of similarities that are kept unless said otherwise: at most 2 GiB, those of 23,000 vectors, or an eighth of the memory.</summary>
    public static long DefaultKeptBytes => Math.Min(MostKeptBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8);

    /// <summary>The chosen ones, in the order of the vectors; of equal gains the earlier.</summary>
    public static List<int> Choose(UnitVectors vectors, int count, CancellationToken cancellationToken, long? keptBytes = null) =>
        new FacilityLocation(vectors, keptBytes ?? DefaultKeptBytes).Choose(count, cancellationToken);

    private List<int> Choose(int count, CancellationToken cancellationToken)
    {
        _vectors.ForPairs(() => new double[_vectors.Count], Take, gains => TensorPrimitives.Add(_gains, gains, _gains), cancellationToken);
        var queue = new PriorityQueue<int, (double, int)>(_gains.Select(static (gain, i) => (i, (-gain, i))));
        // The step in which a gain was computed: of the first all are.
        var computed = new int[_vectors.Count];
        var chosen = new SortedSet<int>();
        var batch = new List<int>();
        while (chosen.Count < count && queue.TryDequeue(out var candidate, out _))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (computed[candidate] == chosen.Count)
            {
                TensorPrimitives.Max(_nearest, Row(candidate, cancellationToken), _nearest);
                chosen.Add(candidate);
                if (_keepsAll) continue;
                _kept[candidate] = null;
                _keptCount--;
                continue;
            }
            batch.Clear();
            batch.Add(candidate);
            // What is not kept is computed for several at a time.
            if (_kept[candidate] is null)
                while (batch.Count < Together && queue.TryPeek(out var next, out _) && computed[next] != chosen.Count) batch.Add(queue.Dequeue());
            Fetch(batch, cancellationToken);
            foreach (var member in batch)
            {
                _gains[member] = Gain(_kept[member]!);
                computed[member] = chosen.Count;
                queue.Enqueue(member, (-_gains[member], member));
            }
        }
        return [.. chosen];
    }

    private void Take(double[] gains, int row, int column, int columns, ReadOnlySpan<float> similarities)
    {
        var isBelow = row >= column + columns;
        for (var at = 0; at < similarities.Length; at += columns, row++)
        {
            var products = similarities.Slice(at, columns);
            for (var i = 0; i < columns; i++) gains[column + i] += products[i];
            if (isBelow) gains[row] += TensorPrimitives.Sum(products);
            if (!_keepsAll) continue;
            products.CopyTo(_kept[row].AsSpan(column));
            if (!isBelow) continue;
            for (var i = 0; i < columns; i++) _kept[column + i]![row] = products[i];
        }
    }

    private float[] Row(int index, CancellationToken cancellationToken)
    {
        Fetch([index], cancellationToken);
        return _kept[index]!;
    }

    private void Fetch(List<int> batch, CancellationToken cancellationToken)
    {
        var missing = batch.FindAll(index => _kept[index] is null);
        if (missing.Count == 0) return;
        if (_keptCount + missing.Count > _mostKept) Forget(batch);
        var rows = _vectors.Rows(missing, cancellationToken);
        for (var i = 0; i < rows.Length; i++) _kept[missing[i]] = rows[i];
        _keptCount += rows.Length;
    }

    // Those of small gains are the last to be looked at again.
    private void Forget(List<int> needed)
    {
        var held = Enumerable.Range(0, _kept.Length).Where(index => _kept[index] is not null && !needed.Contains(index)).OrderBy(index => _gains[index]).ToList();
        foreach (var index in held.Take((held.Count + 1) / 2)) _kept[index] = null;
        _keptCount -= (held.Count + 1) / 2;
    }

    // The sum of what a row is above the nearest.
    private double Gain(float[] row)
    {
        double gain = 0;
        for (var start = 0; start < row.Length; start += SumBlock)
        {
            var end = Math.Min(start + SumBlock, row.Length);
            var sum = Vector<float>.Zero;
            var i = start;
            for (; i <= end - Vector<float>.Count; i += Vector<float>.Count) sum += Vector.Max(new Vector<float>(row, i) - new Vector<float>(_nearest, i), Vector<float>.Zero);
            gain += Vector.Sum(sum);
            for (; i < end; i++) gain += Math.Max(0, row[i] - _nearest[i]);
        }
        return gain;
    }
}
