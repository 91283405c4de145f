using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JinaSharp.Inference.Kernels;

/// <summary>Which keys of a text matter to 32 neighbouring queries, where ALiBi takes slope · distance from every score.</summary>
/// <remarks>
/// <para>All in powers of two: a key k weighs 2^(q·k - s·d) for a query q, with the scale of attention and 1 / ln 2 in q and s. The keys lie in a ball, so
/// with its centre m and radius R the score is within |q|R of q·m; a shift that all keys share is in q·m and widens nothing. What is left out may
/// weigh <see cref="Share"/> of all keys together, 2^-22: no single weight is known better, as a score between 4 and 8 is rounded by up to that much, and 2^x
/// adds 9e-8. The bound is seldom reached: it takes every key left out for the longest one of its block, turned to the query. The result
/// moves by no more than that share of the distance between the values left out and the others.</para>
/// <para>Before any score is known (<see cref="Alike"/>), with g = 2^-s: the keys from distance t on, on both sides, weigh at most
/// 2^(q·m + |q|R) · 2g^t / (1 - g), a geometric series; the nearer ones at least 2^(q·m - |q|R) · (1 + g - 2g^t) / (1 - g). So the share left out is
/// below 2^(2|q|R - st) · 2 / (1 + g), but for a factor that differs from 1 by less than the share itself. (At an end of the text one
/// side is missing, above and below.)</para>
/// <para>Once the nearest keys have been weighed (<see cref="Rest"/>), their total T is known, and every block of keys has a radius of its own: n keys of a
/// block from distance d on weigh at most 2^(q·m + |q|R - sd) · (1 - g^n) / (1 - g). Blocks are left out from the outermost inwards as long as what was
/// left out fits in the share of T; a far block of strong keys stays, and does not keep those between. As T is at most the weight of all
/// keys, and every query of the 32 must agree, this holds for each of them.</para>
/// <para>What decides is the text alone, 32 queries that are always the same ones, and the slope. A length that is no number makes every comparison false,
/// and then nothing is left out.</para>
/// </remarks>
internal unsafe struct KeyReach
{
    // How far the keys lie that are weighed before the others are judged, times the slope: 7/8 of the weight if scores are alike.
    private const int NearBits = 3;

    // If keys are left out in two steps, then in the first so little that it costs the second nothing.
    private const int ShareBits = 22, FirstBits = 26;

    // Rounding of lengths and of scores, at most headSize · 2^-24 of the product of the lengths; generously.
    private const float Rounding = 1e-5f;

    // The centre is the mean of so many keys; any point would do, but a good one makes a small ball.
    private const int Samples = 64;

    private const int BlockRows = 112;

    private const int Columns = MatMul.PanelWidth;

    private readonly HeadLayout _layout;
    private readonly RowTiles _tiles;
    private readonly double _slope, _tail, _sides;          // tail: 1 / (1 - g); sides: log2 (2 / (1 + g))
    private readonly float* _centre, _lengths, _centreScores, _radii;
    private readonly TileRange* _rest;
    private float* _panel;
    private float _leastRadius, _greatestRadius, _greatestLength;
    private double _omitted;
    private int _query, _queries, _runs;

    public KeyReach(HeadLayout layout, RowTiles tiles, float slope, float* memory)
    {
        _layout = layout;
        _tiles = tiles;
        _slope = slope;
        _tail = 1 / (1 - double.Exp2(-_slope));
        _sides = 1 - Math.Log2(1 + double.Exp2(-_slope));
        _centre = memory;
        _lengths = _centre + layout.HeadPanels * Columns;
        _centreScores = _lengths + Columns;
        _rest = (TileRange*)(_centreScores + Columns);
        _radii = (float*)(_rest + Blocks(tiles.Rows) + 1);
    }

    /// <summary>What may be left out, of the weight of all keys.</summary>
    public static double Share => Math.ScaleB(1, -ShareBits);

    /// <summary>Whether no key that was judged can weigh more than 2^32 times the heaviest one of before.</summary>
    public bool IsBounded { get; private set; }

    private static int BlockTiles => Math.Max(1, BlockRows / MatMul.MaxRows);

    /// <summary>Whether in a text of this length anything could be left out, even if all scores were alike; slope in powers of two.</summary>
    public static bool Applies(int length, float slope) => slope * (length - 2 * Columns) > ShareBits;

    /// <summary>Floats of memory for a text of this length.</summary>
    public static long MemoryLength(HeadLayout layout, int length) => (layout.HeadPanels + 2) * Columns + 3 * Blocks(length) + 2;

    /// <summary>Takes the measure of a text's keys: <c>keys</c> in head layout.</summary>
    public void Measure(float* keys, nint panelStride)
    {
        var centreLength = MathF.Sqrt(Centre(keys, panelStride));
        (_leastRadius, _greatestRadius) = (float.PositiveInfinity, 0);
        for (var block = 0; block < Blocks(_tiles.Rows); block++)
        {
            var first = _tiles.Start(block * BlockTiles);
            var end = _tiles.Start(Math.Min(_tiles.Count, (block + 1) * BlockTiles));
            var radius = MathF.Sqrt(GreatestDistance(keys + (nint)first * Columns, end - first, panelStride));
            radius += Rounding * (radius + centreLength);
            _radii[block] = radius;
            _leastRadius = MathF.Min(_leastRadius, radius);
            _greatestRadius = MathF.Max(_greatestRadius, radius);
        }
    }

    /// <summary>Goes on to other queries: a panel of <c>[HeadSize][32]</c> in powers of two, the scale in it.</summary>
    public void Begin(int query, int queries, float* panel)
    {
        (_query, _queries, _omitted, _runs, IsBounded) = (query, queries, 0, 0, false);
        if (Vector512.IsHardwareAccelerated) Lengths<Lanes512>(panel, _layout.HeadSize, _lengths);
        else if (Vector256.IsHardwareAccelerated) Lengths<Lanes256>(panel, _layout.HeadSize, _lengths);
        else if (Vector128.IsHardwareAccelerated) Lengths<Lanes128>(panel, _layout.HeadSize, _lengths);
        else Lengths<LanesScalar>(panel, _layout.HeadSize, _lengths);
        var greatest = 0f;
        for (var i = 0; i < queries; i++) greatest = MathF.Max(greatest, _lengths[i]);
        _panel = panel;
        _greatestLength = MathF.Sqrt(greatest);
    }

    /// <summary>The keys that matter, by their lengths alone.</summary>
    public readonly TileRange Alike() => Around(AlikeDistance(ShareBits));

    /// <summary>The keys to weigh first of those.</summary>
    public readonly TileRange Nearest() => Around(NearBits / _slope);

    /// <summary>Judges the keys around the nearest ones, whose weights are 2^maximum · sum.</summary>
    /// <returns>Runs of tiles that matter too.</returns>
    public ReadOnlySpan<TileRange> Rest(TileRange nearest, float* maxima, float* sums)
    {
        var outermost = Around(AlikeDistance(FirstBits));
        if (outermost.Count < _tiles.Count) _omitted = Math.ScaleB(1, -FirstBits);
        var zeros = stackalloc float[Columns];
        MatMul.Tile(1, _centre, 1, _panel, zeros, 0, _centreScores, Columns, _layout.HeadSize);
        var greatest = double.NegativeInfinity;
        for (var i = 0; i < _queries; i++)
        {
            _lengths[i] = MathF.Sqrt(_lengths[i]);
            var sum = MathF.Log2(sums[i]);
            greatest = Math.Max(greatest, sum);
            // From here on: how far the score of the centre lies above the known weight.
            _centreScores[i] -= maxima[i] + sum;
        }
        IsBounded = true;
        Side(new TileRange(outermost.From, nearest.From), left: true, _omitted + (Share - _omitted) / 2, greatest);
        Side(new TileRange(nearest.To, outermost.To), left: false, Share, greatest);
        return new(_rest, _runs);
    }

    private static int Blocks(int length) => (new RowTiles(length).Count + BlockTiles - 1) / BlockTiles;

    private readonly double AlikeDistance(int bits) => (bits + 2.0 * _greatestLength * _greatestRadius + _sides) / _slope;

    // The tiles of the keys within a distance; all of them if it is no number.
    private readonly TileRange Around(double distance)
    {
        if (!(distance < _tiles.Rows)) return new(0, _tiles.Count);
        var whole = (int)distance;
        return new(_tiles.Of(Math.Max(0, _query - whole)), _tiles.Of(Math.Min(_tiles.Rows - 1, _query + _queries - 1 + whole)) + 1);
    }

    private void Side(TileRange side, bool left, double limit, double greatestSum)
    {
        if (side.Count == 0) return;
        var (least, greatest) = (Excess(_leastRadius, left), Excess(_greatestRadius, left));
        // Scores lie at most so far above the known weight, that is by the sum's logarithm more above the maximum.
        if (!(greatest + greatestSum < 32)) IsBounded = false;
        int firstBlock = side.From / BlockTiles, blocks = (side.To - 1) / BlockTiles - firstBlock + 1, firstRun = _runs;
        for (var i = 0; i < blocks; i++)
        {
            var block = left ? firstBlock + i : firstBlock + blocks - 1 - i;
            var tiles = new TileRange(Math.Max(side.From, block * BlockTiles), Math.Min(side.To, (block + 1) * BlockTiles));
            if (Omit(tiles, left, least, greatest, limit)) continue;
            if (_runs == firstRun) _rest[_runs++] = tiles;
            else if (left && _rest[_runs - 1].To == tiles.From) _rest[_runs - 1] = new(_rest[_runs - 1].From, tiles.To);
            else if (!left && _rest[_runs - 1].From == tiles.To) _rest[_runs - 1] = new(tiles.From, _rest[_runs - 1].To);
            else _rest[_runs++] = tiles;
        }
        // What is left of the share goes to single tiles, at the outer end of the innermost run.
        if (_runs == firstRun) return;
        ref var innermost = ref _rest[_runs - 1];
        while (innermost.Count > 0)
        {
            var outer = left ? innermost.From : innermost.To - 1;
            if (!Omit(new(outer, outer + 1), left, least, greatest, limit)) return;
            innermost = left ? new(outer + 1, innermost.To) : new(innermost.From, outer);
        }
        _runs--;
    }

    // Leaves tiles of one block out if their weight fits.
    private bool Omit(TileRange tiles, bool left, double least, double greatest, double limit)
    {
        int first = _tiles.Start(tiles.From), end = _tiles.Start(tiles.To);
        var distance = left ? _query - end + 1 : first - _query;
        // The excess is convex in the radius: between two radii it lies below the chord.
        var position = _greatestRadius > _leastRadius ? (_radii[tiles.From / BlockTiles] - _leastRadius) / (_greatestRadius - _leastRadius) : 1;
        var excess = least + (greatest - least) * position;
        var weight = double.Exp2(excess - _slope * distance) * (1 - double.Exp2(-_slope * (end - first))) * _tail;
        if (!(_omitted + weight <= limit)) return false;
        _omitted += weight;
        return true;
    }

    // How far scores can lie above the known weight of their queries, at the distance zero from the first one: of keys within a radius, on one side.
    private readonly double Excess(float radius, bool left)
    {
        var slope = (float)(left ? -_slope : _slope);
        var excess = float.NegativeInfinity;
        for (var i = 0; i < _queries; i++) excess = MathF.Max(excess, _centreScores[i] + _lengths[i] * radius + slope * i);
        return excess;
    }

    private readonly float Centre(float* keys, nint panelStride)
    {
        if (Vector512.IsHardwareAccelerated) return Centre<Lanes512>(keys, _tiles.Rows, _layout.HeadPanels, panelStride, _centre);
        if (Vector256.IsHardwareAccelerated) return Centre<Lanes256>(keys, _tiles.Rows, _layout.HeadPanels, panelStride, _centre);
        if (Vector128.IsHardwareAccelerated) return Centre<Lanes128>(keys, _tiles.Rows, _layout.HeadPanels, panelStride, _centre);
        return Centre<LanesScalar>(keys, _tiles.Rows, _layout.HeadPanels, panelStride, _centre);
    }

    private readonly float GreatestDistance(float* keys, int rows, nint panelStride)
    {
        if (Vector512.IsHardwareAccelerated) return GreatestDistance<Lanes512>(keys, rows, _layout.HeadPanels, panelStride, _centre);
        if (Vector256.IsHardwareAccelerated) return GreatestDistance<Lanes256>(keys, rows, _layout.HeadPanels, panelStride, _centre);
        if (Vector128.IsHardwareAccelerated) return GreatestDistance<Lanes128>(keys, rows, _layout.HeadPanels, panelStride, _centre);
        return GreatestDistance<LanesScalar>(keys, rows, _layout.HeadPanels, panelStride, _centre);
    }

    // centre = mean of rows spread over all; |centre|²      rows of [panels][32]
    private static float Centre<V>(float* x, int rows, int panels, nint panelStride, float* centre) where V : unmanaged, ILanes<V>
    {
        var count = Math.Min(Samples, rows);
        var square = V.All(0);
        for (nint panel = 0; panel < panels; panel++)
            for (nint i = 0; i < Columns; i += V.Count)
            {
                var sum = V.All(0);
                for (long sample = 0; sample < count; sample++) sum += V.Load(x + panel * panelStride + (nint)(sample * rows / count) * Columns + i);
                sum *= V.All(1f / count);
                V.Store(sum, centre + panel * Columns + i);
                square = V.MultiplyAdd(sum, sum, square);
            }
        return V.Sum(square);
    }

    // max_r |x[r] - centre|²      rows of [panels][32]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float GreatestDistance<V>(float* x, int rows, int panels, nint panelStride, float* centre) where V : unmanaged, ILanes<V>
    {
        // As whole numbers, floats that are not negative have the same order, and what is no number comes last.
        var greatest = 0;
        for (nint row = 0; row < rows; row++)
        {
            var sum = V.All(0);
            for (nint panel = 0; panel < panels; panel++)
                for (nint i = 0; i < Columns; i += V.Count)
                {
                    var difference = V.Load(x + panel * panelStride + row * Columns + i) - V.Load(centre + panel * Columns + i);
                    sum = V.MultiplyAdd(difference, difference, sum);
                }
            greatest = Math.Max(greatest, BitConverter.SingleToInt32Bits(V.Sum(sum)) & int.MaxValue);
        }
        return BitConverter.Int32BitsToSingle(greatest);
    }

    // lengths[i] = Σ_d panel[d, i]²
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Lengths<V>(float* panel, int depth, float* lengths) where V : unmanaged, ILanes<V>
    {
        for (var column = 0; column < Columns; column += V.Count)
        {
            var sum = V.All(0);
            for (nint d = 0; d < depth; d++)
            {
                var x = V.Load(panel + d * Columns + column);
                sum = V.MultiplyAdd(x, x, sum);
            }
            V.Store(sum, lengths + column);
        }
    }
}
