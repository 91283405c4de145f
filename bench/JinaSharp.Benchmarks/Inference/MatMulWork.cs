using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Runtime;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Benchmarks.Inference;

/// <summary>A whole matrix product y[m, n] = x[m, k] · W[n, k]ᵀ on a team: activations are packed inside, weights before.</summary>
internal sealed class MatMulWork : IParallelWork, IDisposable
{
    /// <summary>Packed rows of one group: less than half of a second-level cache, the rest is for the panels that stream by.</summary>
    private const int GroupBytes = 384 << 10;

    /// <summary>Inputs taken at a time; sums of longer rows continue from what is there.</summary>
    private const int MaxDepth = 1024;

    /// <summary>Rows of a group that pay for streaming all weights past them.</summary>
    private const int MinShareRows = 48;

    private readonly int _rows, _outputs, _inputs, _depth, _groups;
    private readonly bool _sharePanels;
    private readonly PanelProduct _panelProduct = new();
    private readonly PackedMatrix _weights;
    private readonly NativeBuffer<float> _x, _y, _packed;
    private readonly WorkerTeam _team;

    public MatMulWork(int rows, int outputs, int inputs, WorkerTeam team)
    {
        (_rows, _outputs, _inputs, _team) = (rows, outputs, inputs, team);
        _depth = inputs <= MaxDepth ? inputs : inputs / ((inputs + MaxDepth - 1) / MaxDepth) / 32 * 32;
        _groups = Math.Max(1, (int)(((long)rows * _depth * 4 + GroupBytes - 1) / GroupBytes));
        // As many groups for each worker, if each then has rows enough to be worth its reading all weights; otherwise panels are shared out.
        var even = (_groups + team.Size - 1) / team.Size * team.Size;
        _sharePanels = team.Size > 1 && rows / even < MinShareRows;
        if (!_sharePanels) _groups = even;
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
        _packed = new NativeBuffer<float>((long)rows * inputs + 2L * (rows + 64 * _groups) * RowTiles.Slack * (inputs / _depth + 1));
    }

    public double Flops => 2.0 * _rows * _outputs * _inputs;

    public void Run()
    {
        if (!_sharePanels)
        {
            _team.Run(this, _groups);
            return;
        }
        _team.Run(this, _groups * _team.Size);
        for (var group = 0; group < _groups; group++)
        {
            var (start, rows) = Rows(group);
            var output = MatrixView.Rows(_y.Span[(start * _outputs)..], _outputs);
            for (var input = 0; input < _inputs; input += _depth)
                _panelProduct.Run(_team, _weights, new RowTiles(rows), _packed.Span[PackedStart(group, input, rows)..], input, Math.Min(_depth, _inputs - input),
                    input == 0 ? MatrixView.Zero : output, output);
        }
    }

    public void Execute(int item, int worker)
    {
        if (_sharePanels)
        {
            var (group, part) = Math.DivRem(item, _team.Size);
            PackPart(group, part);
            return;
        }
        var (start, rows) = Rows(item);
        var tiles = new RowTiles(rows);
        var output = MatrixView.Rows(_y.Span[(start * _outputs)..], _outputs);
        for (var input = 0; input < _inputs; input += _depth)
        {
            var depth = Math.Min(_depth, _inputs - input);
            var packed = _packed.Span[PackedStart(item, input, rows)..];
            RowPacking.Pack(tiles, _x.Span[(start * _inputs + input)..], _inputs, depth, packed);
            _weights.Multiply(tiles, packed, input, depth, 0, _weights.Panels, input == 0 ? MatrixView.Zero : output, output);
        }
    }

    /// <summary>A group's slices and tiles in as many parts as there are workers.</summary>
    private void PackPart(int group, int part)
    {
        var (first, count) = Rows(group);
        var tiles = new RowTiles(count);
        for (var input = 0; input < _inputs; input += _depth)
            for (var tile = tiles.Count * part / _team.Size; tile < tiles.Count * (part + 1) / _team.Size; tile++)
            {
                var depth = Math.Min(_depth, _inputs - input);
                RowPacking.PackTile(_x.Span[((first + tiles.Start(tile)) * _inputs + input)..], _inputs, tiles.Height(tile), depth,
                    _packed.Span[(PackedStart(group, input, count) + (int)tiles.PackedStart(tile, depth))..]);
            }
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

    /// <summary>A group's packed slices lie one after another, each with the slack of its tiles.</summary>
    private int PackedStart(int group, int input, int rows)
    {
        var slices = (_inputs + _depth - 1) / _depth;
        var slack = (_rows / MatMul.MaxRows + 2 * _groups + 2) * RowTiles.Slack / _groups + 2 * RowTiles.Slack;
        return Rows(group).Start * _inputs + input * rows + (group * slices + input / _depth) * slack;
    }
}
