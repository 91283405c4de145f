using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JinaSharp.Inference.Kernels;

/// <summary>Full attention of one head over one text, without a matrix of all scores.</summary>
/// <remarks>
/// <para>Scores are computed with keys as rows and 32 queries as columns. So softmax runs down the columns, without a sum across lanes, its result
/// is already in the packed layout that the product with the values reads, and ALiBi costs nothing: the bias of a tile is a slice of one
/// table, because it depends on the distance alone, and the tile starts from it instead of zero.</para>
/// <para>Keys and values come in chunks whose scores stay in the cache; the running maximum and sum of each query are corrected as the maximum rises.
/// Memory is linear in the length of the text.</para>
/// <para>With ALiBi the score falls with the distance without end, so the keys that can matter to 32 queries are few in a long text:
/// <see cref="KeyReach"/> says which, first by a bound, then, if that leaves many, by what the nearest keys weigh.</para>
/// </remarks>
internal static unsafe class Attention
{
    /// <summary>Keys whose scores are held at a time, at most.</summary>
    public const int KeyChunk = 336;

    private const int Columns = MatMul.PanelWidth;

    private static int ChunkTiles => KeyChunk / MatMul.MaxRows;

    /// <summary>Floats of scratch that a text of this length needs.</summary>
    public static long ScratchLength(HeadLayout layout, int length)
    {
        long padded = layout.HeadPanels * Columns;
        return RowTiles.MaxPackedLength(length, layout.HeadSize)                       // keys, packed
            + (padded + 3) * Columns                                                   // a panel of queries; maximum, sum and factor of each
            + (long)Math.Min(length, KeyChunk) * Columns                               // scores
            + 2L * length + 4 * Columns                                                // ALiBi by distance
            + KeyReach.MemoryLength(layout, length)
            + length / sizeof(float) + 1                                               // which tiles are packed
            + 16 * 8;                                                                  // alignment
    }

    // context[q] = Σ_k softmax_k(scale · Q[q]·K[k] - slope · |q - k|) V[k]      q in [queryStart, queryStart + queryCount), k in [0, length)
    // qkv: queries, keys, values in head layout, panels of [tokens][32]; context: [tokens][contextStride], the head's part is written
    // queryStart: a multiple of 32, so that however the queries are cut, the same ones are together, and results the same
    public static void Run(
        HeadLayout layout, ReadOnlySpan<float> qkv, int tokens, int firstToken, int length, int head, int queryStart, int queryCount,
        float slope, Span<float> context, int contextStride, Span<float> scratch)
    {
        Debug.Assert(queryStart % Columns == 0 && queryStart + queryCount <= length);
        Debug.Assert(queryCount % Columns == 0 || queryStart + queryCount == length);
        Debug.Assert(qkv.Length >= 3L * layout.Panels * tokens * Columns && scratch.Length >= ScratchLength(layout, length));
        Debug.Assert(context.Length >= (firstToken + length - 1L) * contextStride + layout.PaddedIndex(head, 0) + layout.HeadPanels * Columns);
        fixed (float* source = qkv, target = context, memory = scratch)
        {
            nint panel = (nint)tokens * Columns;
            var q = source + (nint)head * layout.HeadPanels * panel + (nint)firstToken * Columns;
            var work = new Work(layout, length, slope * LaneMath.Log2E, (float*)(((nint)memory + 63) & ~(nint)63))
            {
                PanelStride = panel,
                Queries = q,
                Keys = q + layout.Panels * panel,
                Values = q + 2 * layout.Panels * panel,
                Output = target + (nint)firstToken * contextStride + layout.PaddedIndex(head, 0),
                OutputStride = contextStride,
            };
            work.Begin();
            for (var start = queryStart; start < queryStart + queryCount; start += Columns)
                work.Panel(start, Math.Min(Columns, queryStart + queryCount - start));
        }
    }

    private struct Work
    {
        public required nint PanelStride;
        public required float* Queries, Keys, Values;
        public required float* Output;
        public required nint OutputStride;

        private readonly HeadLayout _layout;
        private readonly int _length;
        private readonly float _slope, _scale;
        private readonly RowTiles _tiles;
        private readonly float* _packedKeys, _queryPanel, _scores, _distances, _maxima, _sums, _factors;
        private readonly bool* _isPacked;
        private readonly bool _reaches;
        private KeyReach _reach;

        // slope: in powers of two
        public Work(HeadLayout layout, int length, float slope, float* memory)
        {
            (_layout, _length, _slope) = (layout, length, slope);
            _scale = (float)(LaneMath.Log2E / Math.Sqrt(layout.HeadSize));
            _tiles = new RowTiles(length);
            _queryPanel = memory;
            _maxima = _queryPanel + layout.HeadPanels * Columns * Columns;
            _sums = _maxima + Columns;
            _factors = _sums + Columns;
            _scores = _factors + Columns;
            _distances = _scores + (nint)Math.Min(length, KeyChunk) * Columns + length + 2 * Columns;
            var reach = (float*)(((nint)(_distances + length + 2 * Columns) + 63) & ~(nint)63);
            _reach = new KeyReach(layout, _tiles, slope, reach);
            _reaches = KeyReach.Applies(length, slope);
            _isPacked = (bool*)(reach + KeyReach.MemoryLength(layout, length));
            _packedKeys = (float*)(((nint)(_isPacked + length) + 63) & ~(nint)63);
        }

        public void Begin()
        {
            new Span<bool>(_isPacked, _tiles.Count).Clear();
            if (_slope != 0) FillDistances();
            if (_reaches) _reach.Measure(Keys, PanelStride);
        }

        private readonly void FillDistances()
        {
            var from = -(_length + 2 * Columns - 1) / Columns * Columns;
            if (Vector512.IsHardwareAccelerated) FillDistances<Lanes512>(_slope, from, -from, _distances);
            else if (Vector256.IsHardwareAccelerated) FillDistances<Lanes256>(_slope, from, -from, _distances);
            else if (Vector128.IsHardwareAccelerated) FillDistances<Lanes128>(_slope, from, -from, _distances);
            else FillDistances<LanesScalar>(_slope, from, -from, _distances);
        }

        /// <summary>The output of at most 32 queries.</summary>
        public void Panel(int query, int queries)
        {
            PackQueries(query, queries);
            var keys = new TileRange(0, _tiles.Count);
            if (_reaches)
            {
                _reach.Begin(query, queries, _queryPanel);
                keys = _reach.Alike();
            }
            if (!_reaches || keys.Count <= ChunkTiles) Add(keys, query, queries, isFirst: true, isBounded: false);
            else
            {
                var nearest = _reach.Nearest();
                Add(nearest, query, queries, isFirst: true, isBounded: false);
                foreach (var run in _reach.Rest(nearest, _maxima, _sums)) Add(run, query, queries, isFirst: false, _reach.IsBounded);
            }
            for (var i = 0; i < Columns; i++) _sums[i] = 1 / _sums[i];
            ScaleRows(queries, Output + query * OutputStride, OutputStride, _sums);
        }

        // Takes keys up, in chunks of equal size.
        private readonly void Add(TileRange keys, int query, int queries, bool isFirst, bool isBounded)
        {
            var chunks = (keys.Count + ChunkTiles - 1) / ChunkTiles;
            for (var chunk = 0; chunk < chunks; chunk++)
            {
                var tiles = new TileRange(keys.From + keys.Count * chunk / chunks, keys.From + keys.Count * (chunk + 1) / chunks);
                int first = _tiles.Start(tiles.From), count = _tiles.Start(tiles.To) - first;
                var target = Output + query * OutputStride;
                Scores(tiles, query);
                if (!isBounded && ColumnSoftmax.Raise(_scores, count, isFirst, _maxima, _sums, _factors)) ScaleRows(queries, target, OutputStride, _factors);
                ColumnSoftmax.Weigh(_scores, count, _maxima, _sums);
                AddValues(first, count, queries, !isFirst, target);
                isFirst = false;
            }
        }

        private readonly void PackQueries(int start, int count)
        {
            for (var d = 0; d < _layout.HeadSize; d += Columns)
                RowPacking.TransposePanel(Queries + d / Columns * PanelStride + (nint)start * Columns, Columns, count,
                    Math.Min(Columns, _layout.HeadSize - d), _queryPanel + d * Columns);
            var factor = _scale;
            Attention.ScaleRows(1, _layout.HeadSize * Columns, _queryPanel, 0, &factor);
        }

        /// <summary>scores[k, q] = K[k]·Q[q] · scale - slope · |k - q|, in units of ln 2.</summary>
        private readonly void Scores(TileRange tiles, int query)
        {
            var first = _tiles.Start(tiles.From);
            var zeros = stackalloc float[Columns];
            for (var tile = tiles.From; tile < tiles.To; tile++)
            {
                var key = _tiles.Start(tile);
                // Row k, column q: the distance q - k. One key further, the same slice starts one float earlier.
                var init = _slope != 0 ? _distances + (query - key) : zeros;
                MatMul.Tile(_tiles.Height(tile), PackedKeys(tile), _tiles.Height(tile), _queryPanel, init, _slope != 0 ? -1 : 0,
                    _scores + (nint)(key - first) * Columns, Columns, _layout.HeadSize);
            }
        }

        /// <summary>A tile of keys as <c>[HeadSize][height]</c>, packed when first needed.</summary>
        private readonly float* PackedKeys(int tile)
        {
            var packed = _packedKeys + _tiles.PackedStart(tile, _layout.HeadSize);
            if (_isPacked[tile]) return packed;
            var height = _tiles.Height(tile);
            for (var d = 0; d < _layout.HeadSize; d += Columns)
                RowPacking.PackTile(Keys + d / Columns * PanelStride + (nint)_tiles.Start(tile) * Columns, Columns, height,
                    Math.Min(Columns, _layout.HeadSize - d), packed + d * height);
            _isPacked[tile] = true;
            return packed;
        }

        /// <summary>output[q] += Σ_k p[k, q] V[k], or without what was there.</summary>
        private readonly void AddValues(int first, int keys, int queries, bool add, float* output)
        {
            var zeros = stackalloc float[Columns];
            var rows = new RowTiles(queries);
            for (var panel = 0; panel < _layout.HeadPanels; panel++)
                for (var tile = 0; tile < rows.Count; tile++)
                {
                    var row = rows.Start(tile);
                    var target = output + row * OutputStride + panel * Columns;
                    MatMul.Tile(rows.Height(tile), _scores + row, Columns, Values + panel * PanelStride + (nint)first * Columns,
                        add ? target : zeros, add ? OutputStride : 0, target, OutputStride, keys);
                }
        }

        private readonly void ScaleRows(int rows, float* x, nint stride, float* factors) =>
            Attention.ScaleRows(rows, _layout.HeadPanels * Columns, x, stride, factors);
    }

    // distances[x] = -slope · |x|      x in [from, end), multiples of 32
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FillDistances<V>(float slope, int from, int end, float* distances) where V : unmanaged, ILanes<V>
    {
        var lanes = stackalloc float[Columns];
        for (var i = 0; i < V.Count; i++) lanes[i] = i;
        var steps = V.Load(lanes);
        for (nint x = from; x < end; x += V.Count) V.Store(V.All(-slope) * V.Abs(V.All(x) + steps), distances + x);
    }

    private static void ScaleRows(int rows, int length, float* x, nint stride, float* factors)
    {
        if (Vector512.IsHardwareAccelerated) ScaleRows<Lanes512>(rows, length, x, stride, factors);
        else if (Vector256.IsHardwareAccelerated) ScaleRows<Lanes256>(rows, length, x, stride, factors);
        else if (Vector128.IsHardwareAccelerated) ScaleRows<Lanes128>(rows, length, x, stride, factors);
        else ScaleRows<LanesScalar>(rows, length, x, stride, factors);
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
