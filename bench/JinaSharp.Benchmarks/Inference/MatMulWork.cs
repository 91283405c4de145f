using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Runtime;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Benchmarks.Inference;

/// <summary>A whole matrix product y[m, n] = x[m, k] · W[n, k]ᵀ on a team: activations are packed inside, weights before.</summary>
internal sealed class MatMulWork : IParallelWork, IDisposable
{
    /// <summary>Packed rows of one group: half of a second-level cache, the other half is for the panels that stream by.</summary>
    private const int GroupBytes = 512 << 10;

    private readonly int _rows, _outputs, _inputs, _groups, _chunks;
    private readonly PackedMatrix _weights;
    private readonly NativeBuffer<float> _x, _y, _packed;
    private readonly WorkerTeam _team;
    private bool _packing;

    public MatMulWork(int rows, int outputs, int inputs, WorkerTeam team)
    {
        (_rows, _outputs, _inputs, _team) = (rows, outputs, inputs, team);
        _groups = Math.Max(1, (int)(((long)rows * inputs * 4 + GroupBytes - 1) / GroupBytes));
        _groups = Math.Min(_groups, (rows + MatMul.MaxRows - 1) / MatMul.MaxRows);
        // Too few groups for the team: panels are shared out as well.
        _chunks = team.Size == 1 || _groups >= 8 * team.Size ? 1 : Math.Min(outputs / MatMul.PanelWidth, (8 * team.Size + _groups - 1) / _groups);
        var random = new Random(1);
        var weights = new float[32 * inputs];
        _weights = new PackedMatrix(outputs, inputs);
        for (var panel = 0; panel < outputs / 32; panel++)
        {
            for (var i = 0; i < weights.Length; i++) weights[i] = (float)random.NextDouble() - 0.5f;
            _weights.SetPanel(panel, 0, inputs, weights, inputs, 32);
        }
        _x = new NativeBuffer<float>((long)rows * inputs);
        for (var i = 0; i < _x.Length; i++) _x.Span[i] = (float)random.NextDouble() - 0.5f;
        _y = new NativeBuffer<float>((long)rows * outputs);
        _packed = new NativeBuffer<float>(RowTiles.MaxPackedLength(rows, inputs) + _groups * 16L * (inputs + 16));
    }

    public double Flops => 2.0 * _rows * _outputs * _inputs;

    public void Run()
    {
        if (_chunks > 1)
        {
            _packing = true;
            _team.Run(this, _groups * _team.Size);
            _packing = false;
        }
        _team.Run(this, _groups * _chunks);
    }

    public void Execute(int item, int worker)
    {
        if (_packing)
        {
            // A group's tiles in as many parts as there are workers.
            var (owner, part) = Math.DivRem(item, _team.Size);
            var (first, count) = Rows(owner);
            var all = new RowTiles(count);
            for (var tile = all.Count * part / _team.Size; tile < all.Count * (part + 1) / _team.Size; tile++)
                RowPacking.PackTile(_x.Span[((first + all.Start(tile)) * _inputs)..], _inputs, all.Height(tile), _inputs,
                    _packed.Span[(PackedStart(owner) + (int)all.PackedStart(tile, _inputs))..]);
            return;
        }
        var (group, chunk) = Math.DivRem(item, _chunks);
        var (start, rows) = Rows(group);
        var tiles = new RowTiles(rows);
        var packed = _packed.Span[PackedStart(group)..];
        if (_chunks == 1) RowPacking.Pack(tiles, _x.Span[(start * _inputs)..], _inputs, _inputs, packed);
        int firstPanel = _weights.Panels * chunk / _chunks, endPanel = _weights.Panels * (chunk + 1) / _chunks;
        _weights.Multiply(tiles, packed, 0, _inputs, firstPanel, endPanel - firstPanel, MatrixView.Zero,
            MatrixView.Rows(_y.Span[(start * _outputs + firstPanel * MatMul.PanelWidth)..], _outputs));
    }

    public void Dispose()
    {
        _weights.Dispose();
        _x.Dispose();
        _y.Dispose();
        _packed.Dispose();
    }

    private (int Start, int Count) Rows(int group)
    {
        var start = (int)((long)_rows * group / _groups);
        return (start, (int)((long)_rows * (group + 1) / _groups) - start);
    }

    private int PackedStart(int group) => Rows(group).Start * _inputs + group * 16 * 16 + (Rows(group).Start / MatMul.MaxRows + group) * 16;
}
