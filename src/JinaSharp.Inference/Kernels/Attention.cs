using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JinaSharp.Inference.Kernels;

/// <summary>Full attention of one head over one text, without a matrix of all scores.</summary>
/// <remarks>
/// <para>Scores are computed with keys as rows and 32 queries as columns. So softmax runs down the columns, without a sum across lanes, its result
/// is already in the packed layout that the product with the values reads, and ALiBi costs nothing: the bias of a tile is a slice of one
/// table, because it depends on the distance alone, and the tile starts from it instead of zero.</para>
/// <para>Keys and values come in chunks that stay in the second-level cache while a group of queries goes over them; the running maximum and sum of
/// each query are corrected as the maximum rises. Memory is linear in the length of the text.</para>
/// <para>With ALiBi the score falls with the distance without end, while |Q[q]·K[k]| is at most the product of the lengths. So beyond some distance
/// no key can weigh as much as <see cref="NegligibleShare"/> of the query's own: those keys are passed over, which changes the result by
/// less than a float can tell. The distance is taken for 32 queries at a time, always the same ones of a text.</para>
/// </remarks>
internal static unsafe class Attention
{
    /// <summary>Keys whose scores are held at a time.</summary>
    public const int KeyChunk = 512;

    /// <summary>Queries that go over a chunk of keys before the next chunk.</summary>
    public const int QueryGroup = 512;

    // Of the weight of a query's own key, in powers of two: all keys passed over weigh less together.
    private const int NegligibleShare = 26;

    // In shorter texts the reach is seldom shorter than the text.
    private const int LeastReachLength = 192;

    private const int Columns = MatMul.PanelWidth;

    /// <summary>Floats of scratch that a text of this length needs.</summary>
    public static long ScratchLength(HeadLayout layout, int length)
    {
        long padded = layout.HeadPanels * Columns;
        return RowTiles.MaxPackedLength(length, layout.HeadSize)                       // keys, packed
            + QueryPanels(length) * (padded + 3) * Columns                             // queries in panels; maximum, sum and factor of each
            + (long)Math.Min(length, KeyChunk) * Columns                               // scores
            + 2L * length + 4 * Columns                                                // ALiBi by distance
            + 16 * 8;                                                                  // alignment
    }

    private static int QueryPanels(int length) => (Math.Min(length, QueryGroup) + Columns - 1) / Columns;

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
            if (slope != 0 && length >= LeastReachLength) work.MeasureKeys();
            var output = target + (nint)firstToken * contextStride + layout.PaddedIndex(head, 0);
            for (var start = queryStart; start < queryStart + queryCount; start += QueryGroup)
                work.Group(start, Math.Min(QueryGroup, queryStart + queryCount - start), output, contextStride);
        }
    }

    private struct Work
    {
        public HeadLayout Layout;
        public int Length;
        public nint PanelStride;
        public float* Queries, Keys, Values;
        public float Slope, Scale;

        private float* _packedKeys, _queryPanels, _scores, _distances, _maxima, _sums, _factors;
        private RowTiles _keyTiles;
        private float _greatestKey;         // |K|² of the longest; infinite where it was not looked at

        public void Partition(float* memory)
        {
            var panels = QueryPanels(Length);
            _keyTiles = new RowTiles(Length);
            _greatestKey = float.PositiveInfinity;
            _queryPanels = memory;
            _maxima = _queryPanels + panels * QueryPanelLength;
            _sums = _maxima + panels * Columns;
            _factors = _sums + panels * Columns;
            _scores = _factors + panels * Columns;
            _distances = _scores + (nint)Math.Min(Length, KeyChunk) * Columns + Length + 2 * Columns;
            _packedKeys = (float*)(((nint)(_distances + Length + 2 * Columns) + 63) & ~(nint)63);
        }

        private readonly nint QueryPanelLength => Layout.HeadPanels * Columns * Columns;

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

        public void MeasureKeys()
        {
            var (greatest, _) = Products(Keys, Keys, Length);
            _greatestKey = greatest;
        }

        // How far from its queries the keys of a panel lie that matter: beyond it, scale · |q|max · |k|max - slope · distance is so far
        // below scale · (q·k)min of the queries' own keys that all of them together are negligible.
        private readonly int Reach(int query, int queries)
        {
            if (float.IsPositiveInfinity(_greatestKey)) return Length;
            var offset = (nint)query * Columns;
            var (greatest, _) = Products(Queries + offset, Queries + offset, queries);
            var (_, leastOwn) = Products(Queries + offset, Keys + offset, queries);
            var reach = (Scale * (MathF.Sqrt(greatest) * MathF.Sqrt(_greatestKey) - leastOwn) + NegligibleShare + MathF.Log2(Length)) / Slope;
            // Also true for what is no number.
            return !(reach < Length) ? Length : (int)reach + 1;
        }

        private readonly (float Greatest, float Least) Products(float* left, float* right, int rows)
        {
            if (Vector512.IsHardwareAccelerated) return Products<Lanes512>(left, right, rows, Layout.HeadPanels, PanelStride);
            if (Vector256.IsHardwareAccelerated) return Products<Lanes256>(left, right, rows, Layout.HeadPanels, PanelStride);
            if (Vector128.IsHardwareAccelerated) return Products<Lanes128>(left, right, rows, Layout.HeadPanels, PanelStride);
            return Products<LanesScalar>(left, right, rows, Layout.HeadPanels, PanelStride);
        }

        /// <summary>The output of at most <see cref="QueryGroup"/> queries.</summary>
        public readonly void Group(int start, int count, float* output, nint outputStride)
        {
            var panels = (count + Columns - 1) / Columns;
            Span<int> reaches = stackalloc int[QueryGroup / Columns];
            Span<bool> begun = stackalloc bool[QueryGroup / Columns];
            begun.Clear();
            for (var panel = 0; panel < panels; panel++)
            {
                int query = start + panel * Columns, queries = Math.Min(Columns, count - panel * Columns);
                PackQueries(query, queries, _queryPanels + panel * QueryPanelLength);
                reaches[panel] = Reach(query, queries);
            }
            for (var firstTile = 0; firstTile < _keyTiles.Count;)
            {
                var first = _keyTiles.Start(firstTile);
                var endTile = firstTile + 1;
                while (endTile < _keyTiles.Count && _keyTiles.Start(endTile + 1) - first <= KeyChunk) endTile++;
                for (var panel = 0; panel < panels; panel++)
                {
                    int query = start + panel * Columns, queries = Math.Min(Columns, count - panel * Columns);
                    int from = firstTile, to = endTile;
                    while (from < to && _keyTiles.Start(from + 1) <= query - reaches[panel]) from++;
                    while (from < to && _keyTiles.Start(to - 1) >= query + queries + reaches[panel]) to--;
                    if (from == to) continue;
                    var key = _keyTiles.Start(from);
                    var keys = _keyTiles.Start(to) - key;
                    Scores(from, to, query, _queryPanels + panel * QueryPanelLength);
                    var risen = SoftmaxStep(keys, !begun[panel], panel);
                    var target = output + query * outputStride;
                    if (risen) ScaleRows(queries, target, outputStride, _factors + panel * Columns);
                    AddValues(key, keys, queries, begun[panel], target, outputStride);
                    begun[panel] = true;
                }
                firstTile = endTile;
            }
            for (var panel = 0; panel < panels; panel++)
            {
                var sums = _sums + panel * Columns;
                for (var i = 0; i < Columns; i++) sums[i] = 1 / sums[i];
                ScaleRows(Math.Min(Columns, count - panel * Columns), output + (start + panel * Columns) * outputStride, outputStride, sums);
            }
        }

        private readonly void PackQueries(int start, int count, float* panel)
        {
            for (var d = 0; d < Layout.HeadSize; d += Columns)
                RowPacking.TransposePanel(Queries + d / Columns * PanelStride + (nint)start * Columns, Columns, count,
                    Math.Min(Columns, Layout.HeadSize - d), panel + d * Columns);
            var length = Layout.HeadSize * Columns;
            var factor = Scale;
            if (Vector512.IsHardwareAccelerated) ScaleRows<Lanes512>(1, length, panel, 0, &factor);
            else if (Vector256.IsHardwareAccelerated) ScaleRows<Lanes256>(1, length, panel, 0, &factor);
            else if (Vector128.IsHardwareAccelerated) ScaleRows<Lanes128>(1, length, panel, 0, &factor);
            else ScaleRows<LanesScalar>(1, length, panel, 0, &factor);
        }

        /// <summary>scores[k, q] = K[k]·Q[q] · scale - slope · |k - q|, in units of ln 2.</summary>
        private readonly void Scores(int firstTile, int endTile, int query, float* queryPanel)
        {
            var first = _keyTiles.Start(firstTile);
            var zeros = stackalloc float[Columns];
            for (var tile = firstTile; tile < endTile; tile++)
            {
                var key = _keyTiles.Start(tile);
                var height = _keyTiles.Height(tile);
                // Row k, column q: the distance q - k. One key further, the same slice starts one float earlier.
                var init = Slope != 0 ? _distances + (query - key) : zeros;
                MatMul.Tile(false, height, _packedKeys + _keyTiles.PackedStart(tile, Layout.HeadSize), height, queryPanel, init, Slope != 0 ? -1 : 0,
                    _scores + (nint)(key - first) * Columns, Columns, Layout.HeadSize);
            }
        }

        private readonly bool SoftmaxStep(int keys, bool first, int panel)
        {
            float* maxima = _maxima + panel * Columns, sums = _sums + panel * Columns, factors = _factors + panel * Columns;
            if (Vector512.IsHardwareAccelerated) Softmax<Lanes512>(_scores, keys, first, maxima, sums, factors);
            else if (Vector256.IsHardwareAccelerated) Softmax<Lanes256>(_scores, keys, first, maxima, sums, factors);
            else if (Vector128.IsHardwareAccelerated) Softmax<Lanes128>(_scores, keys, first, maxima, sums, factors);
            else Softmax<LanesScalar>(_scores, keys, first, maxima, sums, factors);
            return !first && new Span<float>(factors, Columns).ContainsAnyExcept(1f);
        }

        /// <summary>output[q] += Σ_k p[k, q] V[k], or without what was there.</summary>
        private readonly void AddValues(int first, int keys, int queries, bool add, float* output, nint outputStride)
        {
            var zeros = stackalloc float[Columns];
            var rows = new RowTiles(queries);
            for (var panel = 0; panel < Layout.HeadPanels; panel++)
                for (var tile = 0; tile < rows.Count; tile++)
                {
                    var row = rows.Start(tile);
                    var target = output + row * outputStride + panel * Columns;
                    MatMul.Tile(false, rows.Height(tile), _scores + row, Columns, Values + panel * PanelStride + (nint)first * Columns,
                        add ? target : zeros, add ? outputStride : 0, target, outputStride, keys);
                }
        }

        private readonly void ScaleRows(int rows, float* x, nint stride, float* factors)
        {
            var length = Layout.HeadPanels * Columns;
            if (Vector512.IsHardwareAccelerated) ScaleRows<Lanes512>(rows, length, x, stride, factors);
            else if (Vector256.IsHardwareAccelerated) ScaleRows<Lanes256>(rows, length, x, stride, factors);
            else if (Vector128.IsHardwareAccelerated) ScaleRows<Lanes128>(rows, length, x, stride, factors);
            else ScaleRows<LanesScalar>(rows, length, x, stride, factors);
        }
    }

    // The greatest and the least of left[r]·right[r]; rows are [panels][32]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (float Greatest, float Least) Products<V>(float* left, float* right, int rows, int panels, nint panelStride) where V : unmanaged, ILanes<V>
    {
        var (greatest, least) = (float.NegativeInfinity, float.PositiveInfinity);
        for (nint row = 0; row < rows; row++)
        {
            var sum = V.All(0);
            for (nint panel = 0; panel < panels; panel++)
                for (nint i = 0; i < Columns; i += V.Count)
                {
                    var place = panel * panelStride + row * Columns + i;
                    sum = V.MultiplyAdd(V.Load(left + place), V.Load(right + place), sum);
                }
            var product = V.Sum(sum);
            greatest = MathF.Max(greatest, product);
            least = MathF.Min(least, product);
        }
        return (greatest, least);
    }

    // x[r, i] *= factors[r]      length: a multiple of 32
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScaleRows<V>(int rows, int length, float* x, nint stride, float* factors) where V : unmanaged, ILanes<V>
    {
        for (var row = 0; row < rows; row++)
        {
            var factor = V.All(factors[row]);
            var target = x + row * stride;
            for (nint i = 0; i < length; i += V.Count) V.Store(V.Load(target + i) * factor, target + i);
        }
    }

    // Down each of 32 columns: m' = max(m, max_k s[k]); factor = 2^(m - m'); s[k] = 2^(s[k] - m'); sum = sum · factor + Σ_k s[k]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Softmax<V>(float* scores, int keys, bool first, float* maxima, float* sums, float* factors) where V : unmanaged, ILanes<V>
    {
        // Two vectors side by side: their maxima and sums are chains that do not wait for each other.
        for (var column = 0; column < Columns; column += 2 * V.Count)
        {
            float* left = scores + column, right = left + V.Count;
            V previousLeft = V.Load(first ? left : maxima + column), previousRight = V.Load(first ? right : maxima + column + V.Count);
            V maximumLeft = previousLeft, maximumRight = previousRight;
            for (nint k = 0; k < keys * Columns; k += Columns)
            {
                maximumLeft = V.Max(maximumLeft, V.Load(left + k));
                maximumRight = V.Max(maximumRight, V.Load(right + k));
            }
            V factorLeft = LaneMath.Exp2(previousLeft - maximumLeft), factorRight = LaneMath.Exp2(previousRight - maximumRight);
            V sumLeft = V.All(0), sumRight = sumLeft;
            if (!first)
            {
                sumLeft = V.Load(sums + column) * factorLeft;
                sumRight = V.Load(sums + column + V.Count) * factorRight;
            }
            for (nint k = 0; k < keys * Columns; k += Columns)
            {
                V pLeft = LaneMath.Exp2(V.Load(left + k) - maximumLeft), pRight = LaneMath.Exp2(V.Load(right + k) - maximumRight);
                V.Store(pLeft, left + k);
                V.Store(pRight, right + k);
                sumLeft += pLeft;
                sumRight += pRight;
            }
            V.Store(maximumLeft, maxima + column);
            V.Store(maximumRight, maxima + column + V.Count);
            V.Store(factorLeft, factors + column);
            V.Store(factorRight, factors + column + V.Count);
            V.Store(sumLeft, sums + column);
            V.Store(sumRight, sums + column + V.Count);
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
