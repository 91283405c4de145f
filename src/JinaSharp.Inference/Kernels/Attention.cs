using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JinaSharp.Inference.Kernels;

/// <summary>Full attention of one head over one text, without a matrix of all scores.</summary>
/// <remarks>
/// <para>Scores are computed with keys as rows and 32 queries as columns. So softmax runs down the columns, without a sum across lanes, its result
/// is already in the packed layout that the product with the values reads, and ALiBi costs nothing: the bias of a tile is a slice of one
/// table, because it depends on the distance alone, and the tile starts from it instead of zero.</para>
/// <para>Keys come in chunks that fit the second-level cache; with more than one chunk the running maximum and sum of each query are corrected as
/// the maximum rises. Memory is linear in the length of the text.</para>
/// </remarks>
internal static unsafe class Attention
{
    /// <summary>Keys whose scores are held at a time.</summary>
    public const int KeyChunk = 1024;

    private const int Columns = MatMul.PanelWidth;

    /// <summary>Floats of scratch that a text of this length needs.</summary>
    public static long ScratchLength(HeadLayout layout, int length)
    {
        long padded = layout.HeadPanels * Columns;
        return RowTiles.MaxPackedLength(length, layout.HeadSize)                       // keys, packed
            + padded * Columns                                                         // queries, one panel
            + (long)Math.Min(length, KeyChunk) * Columns                               // scores
            + 2L * length + 4 * Columns                                                // ALiBi by distance
            + 3 * Columns + 16 * 8;                                                    // maximum, sum and factor a query; alignment
    }

    // context[q] = Σ_k softmax_k(scale · Q[q]·K[k] - slope · |q - k|) V[k]      q in [queryStart, queryStart + queryCount), k in [0, length)
    // qkv: queries, keys, values in head layout, panels of [tokens][32]; context: [tokens][contextStride], the head's part is written
    public static void Run(
        HeadLayout layout, ReadOnlySpan<float> qkv, int tokens, int firstToken, int length, int head, int queryStart, int queryCount,
        float slope, Span<float> context, int contextStride, Span<float> scratch)
    {
        Debug.Assert(qkv.Length >= 3L * layout.Panels * tokens * Columns && scratch.Length >= ScratchLength(layout, length));
        Debug.Assert(context.Length >= (firstToken + length - 1L) * contextStride + layout.PaddedIndex(head, 0) + layout.HeadPanels * Columns);
        fixed (float* source = qkv, target = context, memory = scratch)
        {
            nint panel = (nint)tokens * Columns;
            var q = source + (nint)head * layout.HeadPanels * panel + (nint)firstToken * Columns;
            var work = new Work
            {
                Layout = layout,
                Length = length,
                PanelStride = panel,
                Queries = q,
                Keys = q + layout.Panels * panel,
                Values = q + 2 * layout.Panels * panel,
                Slope = slope * LaneMath.Log2E,
                Scale = (float)(LaneMath.Log2E / Math.Sqrt(layout.HeadSize)),
            };
            work.Partition((float*)(((nint)memory + 63) & ~(nint)63));
            work.PackKeys();
            if (slope != 0) work.FillDistances();
            var output = target + (nint)firstToken * contextStride + layout.PaddedIndex(head, 0);
            for (var start = queryStart; start < queryStart + queryCount; start += Columns)
                work.Block(start, Math.Min(Columns, queryStart + queryCount - start), output, contextStride);
        }
    }

    private struct Work
    {
        public HeadLayout Layout;
        public int Length;
        public nint PanelStride;
        public float* Queries, Keys, Values;
        public float Slope, Scale;

        private float* _packedKeys, _queryPanel, _scores, _distances, _maxima, _sums, _factors;
        private RowTiles _keyTiles;

        public void Partition(float* memory)
        {
            _keyTiles = new RowTiles(Length);
            _queryPanel = memory;
            _maxima = _queryPanel + Layout.HeadPanels * Columns * Columns;
            _sums = _maxima + Columns;
            _factors = _sums + Columns;
            _scores = _factors + Columns;
            _distances = _scores + (nint)Math.Min(Length, KeyChunk) * Columns + Length + 2 * Columns;
            _packedKeys = (float*)(((nint)(_distances + Length + 2 * Columns) + 63) & ~(nint)63);
        }

        /// <summary>Key tiles, each <c>[HeadSize][height]</c>.</summary>
        public readonly void PackKeys()
        {
            for (var tile = 0; tile < _keyTiles.Count; tile++)
            {
                var packed = _packedKeys + _keyTiles.PackedStart(tile, Layout.HeadSize);
                var height = _keyTiles.Height(tile);
                for (var d = 0; d < Layout.HeadSize; d += Columns)
                    RowPacking.PackTile(Keys + d / Columns * PanelStride + (nint)_keyTiles.Start(tile) * Columns, Columns, height,
                        Math.Min(Columns, Layout.HeadSize - d), packed + d * height);
            }
        }

        /// <summary>_distances[x] = -slope · |x| for |x| up to the length and a block.</summary>
        public readonly void FillDistances()
        {
            for (nint x = 0; x < Length + Columns; x++) _distances[x] = _distances[-x] = -Slope * x;
        }

        /// <summary>The output of at most 32 queries.</summary>
        public readonly void Block(int start, int count, float* output, nint outputStride)
        {
            PackQueries(start, count);
            for (var firstTile = 0; firstTile < _keyTiles.Count;)
            {
                var first = _keyTiles.Start(firstTile);
                var endTile = firstTile + 1;
                while (endTile < _keyTiles.Count && _keyTiles.Start(endTile + 1) - first <= KeyChunk) endTile++;
                var keys = _keyTiles.Start(endTile) - first;
                Scores(firstTile, endTile, start);
                if (Vector512.IsHardwareAccelerated) Softmax<Lanes512>(_scores, keys, first == 0, _maxima, _sums, _factors);
                else if (Vector256.IsHardwareAccelerated) Softmax<Lanes256>(_scores, keys, first == 0, _maxima, _sums, _factors);
                else if (Vector128.IsHardwareAccelerated) Softmax<Lanes128>(_scores, keys, first == 0, _maxima, _sums, _factors);
                else Softmax<LanesScalar>(_scores, keys, first == 0, _maxima, _sums, _factors);
                AddValues(first, keys, start, count, output, outputStride);
                firstTile = endTile;
            }
            for (var i = 0; i < count; i++)
                Multiply(output + (start + i) * outputStride, 1 / _sums[i]);
        }

        private readonly void PackQueries(int start, int count)
        {
            for (var d = 0; d < Layout.HeadSize; d += Columns)
                RowPacking.TransposePanel(Queries + d / Columns * PanelStride + (nint)start * Columns, Columns, count,
                    Math.Min(Columns, Layout.HeadSize - d), _queryPanel + d * Columns);
            for (var i = 0; i < Layout.HeadSize * Columns; i++) _queryPanel[i] *= Scale;
        }

        /// <summary>scores[k, q] = K[k]·Q[q] · scale - slope · |k - q|, in units of ln 2.</summary>
        private readonly void Scores(int firstTile, int endTile, int start)
        {
            var first = _keyTiles.Start(firstTile);
            var zeros = stackalloc float[Columns];
            for (var tile = firstTile; tile < endTile; tile++)
            {
                var key = _keyTiles.Start(tile);
                var height = _keyTiles.Height(tile);
                // Row k, column q: the distance q - k. One key further, the same slice starts one float earlier.
                var init = Slope != 0 ? _distances + (start - key) : zeros;
                MatMul.Tile(false, height, _packedKeys + _keyTiles.PackedStart(tile, Layout.HeadSize), height, _queryPanel, init, Slope != 0 ? -1 : 0,
                    _scores + (nint)(key - first) * Columns, Columns, Layout.HeadSize);
            }
        }

        /// <summary>output[q] = output[q] · factor[q] + Σ_k p[k, q] V[k]; the first chunk starts from zero.</summary>
        private readonly void AddValues(int first, int keys, int start, int count, float* output, nint outputStride)
        {
            var zeros = stackalloc float[Columns];
            var rows = new RowTiles(count);
            if (first > 0)
                for (var i = 0; i < count; i++)
                    Multiply(output + (start + i) * outputStride, _factors[i]);
            for (var panel = 0; panel < Layout.HeadPanels; panel++)
                for (var tile = 0; tile < rows.Count; tile++)
                {
                    var row = rows.Start(tile);
                    var target = output + (start + row) * outputStride + panel * Columns;
                    MatMul.Tile(false, rows.Height(tile), _scores + row, Columns, Values + panel * PanelStride + (nint)first * Columns,
                        first > 0 ? target : zeros, first > 0 ? outputStride : 0, target, outputStride, keys);
                }
        }

        private readonly void Multiply(float* row, float factor)
        {
            for (var i = 0; i < Layout.HeadPanels * Columns; i++) row[i] *= factor;
        }
    }

    // Down each of 32 columns: m' = max(m, max_k s[k]); factor = 2^(m - m'); s[k] = 2^(s[k] - m'); sum = sum · factor + Σ_k s[k]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Softmax<V>(float* scores, int keys, bool first, float* maxima, float* sums, float* factors) where V : unmanaged, ILanes<V>
    {
        for (var column = 0; column < Columns; column += V.Count)
        {
            var s = scores + column;
            var previous = first ? V.Load(s) : V.Load(maxima + column);
            var maximum = previous;
            for (nint k = 0; k < keys; k++) maximum = V.Max(maximum, V.Load(s + k * Columns));
            var factor = LaneMath.Exp2(previous - maximum);
            var sum = first ? V.All(0) : V.Load(sums + column) * factor;
            for (nint k = 0; k < keys; k++)
            {
                var p = LaneMath.Exp2(V.Load(s + k * Columns) - maximum);
                V.Store(p, s + k * Columns);
                sum += p;
            }
            V.Store(maximum, maxima + column);
            V.Store(factor, factors + column);
            V.Store(sum, sums + column);
        }
    }

    /// <summary>The oracle, in double precision: q, k, v are <c>[length][headSize]</c>.</summary>
    public static double[] Reference(double[] q, double[] k, double[] v, int length, int headSize, double slope)
    {
        var output = new double[length * headSize];
        var weights = new double[length];
        for (var i = 0; i < length; i++)
        {
            var maximum = double.NegativeInfinity;
            for (var j = 0; j < length; j++)
            {
                double dot = 0;
                for (var d = 0; d < headSize; d++) dot += q[i * headSize + d] * k[j * headSize + d];
                weights[j] = dot / Math.Sqrt(headSize) - slope * Math.Abs(i - j);
                maximum = Math.Max(maximum, weights[j]);
            }
            double sum = 0;
            for (var j = 0; j < length; j++) sum += weights[j] = Math.Exp(weights[j] - maximum);
            for (var j = 0; j < length; j++)
                for (var d = 0; d < headSize; d++)
                    output[i * headSize + d] += weights[j] / sum * v[j * headSize + d];
        }
        return output;
    }
}
