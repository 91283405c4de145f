using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>What is known of the best rows of several queries while rows are compared with all of them.</summary>
/// <remarks>
/// With n dimensions and u = 2^-24, a product summed in any order is off by at most n * u * |query| * |row| (and little more for the factors), a distance's square by
/// about 2 n * u * (|query|² + |row|²), half of that as ordered here. Both ways of computing are that far from the truth, so they are at most twice as far from each other.
/// </remarks>
internal sealed unsafe class BatchBounds
{
    // Half the distance between 1 and the next float.
    private const float Rounding = 1f / (1 << 24);

    // Products that vanish below the smallest float are off by less.
    private const float Vanished = 1e-37f;

    // With a larger factor numbers of the row may have vanished.
    private const float LargestFactor = 1e30f;

    // More rows than this that may be among the best are scored before going on: many equal rows must not fill the memory.
    private const int MaxPending = 4096;

    private readonly VectorDefinition _vector;
    private readonly ReadOnlyMemory<float>[] _queries;
    private readonly TopCandidates[] _lowest;
    private readonly TopCandidates[] _best;
    private readonly List<Candidate>[] _pending;
    private readonly DenseScorer?[] _scorers;
    private readonly float[] _least;
    private readonly float[] _errors;
    private readonly float[] _norms;
    private readonly float _relative;

    public BatchBounds(VectorDefinition vector, ReadOnlyMemory<float>[] queries, int[] wanted)
    {
        (_vector, _queries) = (vector, queries);
        _relative = 1.01f * Rounding * ((2.1f * vector.Dimensions) + 32);
        _lowest = [.. wanted.Select(count => new TopCandidates(count))];
        _best = [.. wanted.Select(count => new TopCandidates(count))];
        _pending = [.. queries.Select(_ => new List<Candidate>())];
        _scorers = new DenseScorer?[queries.Length];
        var padded = (queries.Length + Vector512<float>.Count - 1) / Vector512<float>.Count * Vector512<float>.Count;
        (_least, _errors, _norms) = (new float[padded], new float[padded], new float[padded]);
        _least.AsSpan().Fill(float.NegativeInfinity);
        var numbers = new float[queries.Length * vector.Dimensions];
        for (var i = 0; i < queries.Length; i++)
        {
            var query = numbers.AsSpan(i * vector.Dimensions, vector.Dimensions);
            DenseScorer.CopyCompared(vector, queries[i].Span, query);
            var norm = VectorMath.Norm(query);
            _errors[i] = Vanished + (vector.Metric == DistanceMetric.Euclidean ? _relative * norm * norm : 0);
            _norms[i] = vector.Metric == DistanceMetric.Euclidean ? 0 : _relative * norm;
        }
        Packed = new PackedVectors(numbers, vector.Dimensions);
    }

    /// <summary>The queries.</summary>
    public PackedVectors Packed { get; }

    /// <summary>The number of queries.</summary>
    public int Count => _queries.Length;

    /// <summary>A row whose score may not reach this is out, by query.</summary>
    public Vector512<float> Least(int first) => Vector512.Create(_least, first);

    /// <summary>The part of the error that every row has, by query.</summary>
    public Vector512<float> Errors(int first) => Vector512.Create(_errors, first);

    /// <summary>The error for each unit of a row's <see cref="RowBounds.Spread"/>, by query.</summary>
    public Vector512<float> Norms(int first) => Vector512.Create(_norms, first);

    /// <summary>Which places from a first one on are queries.</summary>
    public ulong Places(int first) => Count - first >= Vector512<float>.Count ? 0xFFFF : (1UL << (Count - first)) - 1;

    /// <summary>How products with a row bound its scores.</summary>
    /// <param name="column">The vector.</param>
    /// <param name="row">The row.</param>
    /// <param name="numbers">Its numbers.</param>
    public RowBounds OfRow(VectorColumn column, int row, ReadOnlySpan<float> numbers)
    {
        if (_vector.Metric == DistanceMetric.Cosine)
        {
            var factor = *(float*)column.Factors!.Row(row);
            // The factor of 8-bit rows holds their scale, which the numbers have already.
            if (_vector.Storage == VectorStorage.Int8 && MemoryMarshal.Read<float>(column.Rows!.Span(row)[_vector.Dimensions..]) is var scale and > 0) factor /= scale;
            return new RowBounds(factor, 0, 0, factor > LargestFactor ? float.PositiveInfinity : 1);
        }
        var norm = VectorMath.Norm(numbers);
        return _vector.Metric == DistanceMetric.Dot ? new RowBounds(1, 0, 0, norm) : new RowBounds(1, norm * norm / -2, _relative * norm * norm, 0);
    }

    /// <summary>Takes a row that may be among a query's best. Rows come in ascending order.</summary>
    public void Add(int query, float lower, float upper, int slice, int row, SearchScope scope, int ordinal)
    {
        _lowest[query].Add(float.IsNaN(lower) ? double.NegativeInfinity : lower, slice, row);
        _pending[query].Add(new Candidate(float.IsNaN(upper) ? double.PositiveInfinity : upper, slice, row));
        _least[query] = (float)_lowest[query].Least;
        if (_pending[query].Count < MaxPending) return;
        _pending[query].RemoveAll(candidate => candidate.Score < _least[query]);
        if (_pending[query].Count >= MaxPending / 2) Settle(query, scope, ordinal);
    }

    /// <summary>The best rows of each query.</summary>
    public Candidate[][] TakeBest(SearchScope scope, int ordinal)
    {
        var best = new Candidate[Count][];
        for (var query = 0; query < Count; query++)
        {
            _pending[query].RemoveAll(candidate => candidate.Score < _least[query]);
            Settle(query, scope, ordinal);
            best[query] = _best[query].TakeSorted();
        }
        return best;
    }

    private void Settle(int query, SearchScope scope, int ordinal)
    {
        _scorers[query] ??= new DenseScorer(_vector, _queries[query].Span);
        DenseSearch.Score(scope, ordinal, _scorers[query]!, CollectionsMarshal.AsSpan(_pending[query]), _best[query]);
        _pending[query].Clear();
    }
}
