using JinaSharp.Inference.Runtime;

namespace JinaSharp.Inference.Kernels;

/// <summary>One product whose weight panels a team shares out: each weight is read by one worker only, which is what counts when rows are few.</summary>
/// <remarks>An element is the same chain of multiply-adds whoever computes it: the bits are those of <see cref="PackedMatrix.Multiply(RowTiles, ReadOnlySpan{float}, MatrixView, MatrixView)"/>.</remarks>
internal sealed unsafe class PanelProduct : IParallelWork
{
    private PackedMatrix? _matrix;
    private RowTiles _tiles;
    private int _inputStart, _inputCount;
    private PanelShare _share;
    private float* _packed, _init, _output;     // pinned while the team runs
    private nint _initRowStride, _initPanelStride, _outputRowStride, _outputPanelStride;

    /// <summary>output = init + rows · Wᵀ over some inputs and all panels.</summary>
    public void Run(WorkerTeam team, PackedMatrix matrix, RowTiles tiles, ReadOnlySpan<float> packed, int inputStart, int inputCount, MatrixView init, MatrixView output)
    {
        matrix.AssertShapes(tiles, packed, inputStart, inputCount, 0, matrix.Panels, init, output);
        (_matrix, _tiles, _inputStart, _inputCount, _share) = (matrix, tiles, inputStart, inputCount, new PanelShare(matrix.Panels, team.Size));
        (_initRowStride, _initPanelStride) = (init.RowStride, init.PanelStride);
        (_outputRowStride, _outputPanelStride) = (output.RowStride, output.PanelStride);
        fixed (float* a = packed, start = init.Data, c = output.Data)
        {
            _packed = a;
            _init = start;
            _output = c;
            team.Run(this, matrix.Panels);
        }
    }

    public void Execute(int item, int worker)
    {
        var (panel, step) = _share.Claim(worker);
        _matrix!.MultiplyPanel(_tiles, _packed, _inputStart, _inputCount, panel,
            _init + panel * _initPanelStride, _initRowStride, _output + panel * _outputPanelStride, _outputRowStride, step);
    }
}
