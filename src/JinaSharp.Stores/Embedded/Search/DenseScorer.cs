using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Kernels;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Scores one query against stored dense rows, whatever their storage.</summary>
internal sealed unsafe class DenseScorer
{
    private readonly VectorDefinition _vector;
    private readonly float[] _query;
    private readonly short[]? _integers;
    private readonly float _queryScale;
    private readonly float[]? _numbers;
    private readonly bool _prefix;

    /// <param name="vector">The vector.</param>
    /// <param name="query">The query; cut to its length, which may be less than the vector's dimensions.</param>
    public DenseScorer(VectorDefinition vector, ReadOnlySpan<float> query)
    {
        _vector = vector;
        _query = GC.AllocateUninitializedArray<float>(query.Length, pinned: true);
        query.CopyTo(_query);
        if (vector.Metric == DistanceMetric.Cosine) VectorMath.Normalize(_query);
        _prefix = query.Length < vector.Dimensions;
        if (vector.Storage == VectorStorage.Int8 && vector.Metric != DistanceMetric.Euclidean && !_prefix)
        {
            _integers = GC.AllocateUninitializedArray<short>(query.Length, pinned: true);
            _queryScale = Int8Kernel.QuantizeQuery(_query, _integers);
        }
        else if (vector.Storage != VectorStorage.Float32)
        {
            _numbers = new float[vector.Dimensions];
        }
    }

    /// <summary>The numbers of a query as rows are compared with them: of unit length when the metric is cosine, rounded where 8-bit rows are compared with integers.</summary>
    public static void CopyCompared(VectorDefinition vector, ReadOnlySpan<float> query, Span<float> numbers)
    {
        query.CopyTo(numbers);
        if (vector.Metric == DistanceMetric.Cosine) VectorMath.Normalize(numbers);
        if (vector.Storage != VectorStorage.Int8 || vector.Metric == DistanceMetric.Euclidean) return;
        var integers = new short[numbers.Length];
        var scale = Int8Kernel.QuantizeQuery(numbers, integers);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = integers[i] * scale;
    }

    // scores[i] = similarity(query, row i)          rows: [count][stride], factors: [count] or null
    public void Score(byte* rows, int stride, float* factors, int count, float* scores)
    {
        if (_vector is { Storage: VectorStorage.Float32, Metric: not DistanceMetric.Euclidean } && !_prefix)
        {
            var query = new ReadOnlySpan<float>(_query);
            for (var i = 0; i < count; i++) scores[i] = VectorMath.Dot(query, new ReadOnlySpan<float>(rows + ((nint)i * stride), query.Length));
        }
        else if (_prefix && _vector is { Storage: VectorStorage.Float32, Metric: DistanceMetric.Cosine })
        {
            ScoreLeading(rows, stride, count, scores);
            return;
        }
        else if (_integers is not null)
        {
            var query = (short*)Marshal.UnsafeAddrOfPinnedArrayElement(_integers, 0);
            for (var i = 0; i < count; i++) scores[i] = Int8Kernel.Dot((sbyte*)rows + ((nint)i * stride), query, _integers.Length) * _queryScale;
        }
        else
        {
            for (var i = 0; i < count; i++) scores[i] = One(rows + ((nint)i * stride), stride, factors is null ? 1 : factors[i]);
            return;
        }
        if (factors is null) return;
        var span = new Span<float>(scores, count);
        TensorPrimitives.Multiply(span, new ReadOnlySpan<float>(factors, count), span);
    }

    // Parts of rows are no stream that the processor could foresee: lines are asked for some rows ahead.
    private void ScoreLeading(byte* rows, int stride, int count, float* scores)
    {
        const int ahead = 8;
        var query = (float*)Marshal.UnsafeAddrOfPinnedArrayElement(_query, 0);
        for (var i = 0; i < count; i++)
        {
            if (Sse.IsSupported && i + ahead < count)
            {
                var next = rows + ((nint)(i + ahead) * stride);
                for (var offset = 0; offset < _query.Length * 4; offset += 64) Sse.Prefetch0(next + offset);
            }
            scores[i] = LeadingKernel.Cosine(query, (float*)(rows + ((nint)i * stride)), _query.Length);
        }
    }

    // similarity(query, row)
    public float One(byte* row, int stride, float factor)
    {
        if (_integers is not null)
            return Int8Kernel.Dot((sbyte*)row, (short*)Marshal.UnsafeAddrOfPinnedArrayElement(_integers, 0), _integers.Length) * _queryScale * factor;
        ReadOnlySpan<float> numbers;
        if (_numbers is null)
        {
            numbers = new ReadOnlySpan<float>(row, _query.Length);
        }
        else
        {
            VectorLayout.ReadDense(_vector, new ReadOnlySpan<byte>(row, stride), _numbers);
            numbers = _numbers.AsSpan(0, _query.Length);
            // The factor holds the scale of 8-bit rows, which the numbers already have.
            if (_vector is { Storage: VectorStorage.Int8, Metric: not DistanceMetric.Cosine }) factor = 1;
            else if (_vector.Storage == VectorStorage.Int8) return VectorMath.CosineSimilarity(_query, numbers);
        }
        return _vector.Metric switch
        {
            DistanceMetric.Euclidean => -VectorMath.EuclideanDistance(_query, numbers),
            // The stored factor is the whole row's; a leading part has its own length.
            DistanceMetric.Cosine when _prefix => VectorMath.Dot(_query, numbers) / MathF.Max(VectorMath.Norm(numbers), float.Epsilon),
            _ => VectorMath.Dot(_query, numbers) * factor,
        };
    }
}
