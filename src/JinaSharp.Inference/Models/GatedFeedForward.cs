using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Runtime;

namespace JinaSharp.Inference.Models;

/// <summary>A feed-forward layer with a GELU gate: <c>W_down (gelu(W_a x) · (W_b x))</c>.</summary>
/// <remarks>
/// Hidden columns go in chunks through gate and down projection, so that a block's activations stay in the second-level cache. The gate is
/// applied on the tile while it is in the first-level cache, and written in the packed form that the down projection reads.
/// </remarks>
internal sealed class GatedFeedForward : IPanelStage, IDisposable
{
    private readonly PackedMatrix _gate;    // [2 * intermediate, hidden], panels of W_a and W_b in turn
    private readonly PackedMatrix _down;    // [hidden, intermediate]

    /// <param name="gate"><c>[2 * intermediate, hidden]</c>, one half after the other.</param>
    /// <param name="down"><c>[hidden, intermediate]</c>.</param>
    /// <param name="activateFirst">Whether the first half is the one that goes through GELU.</param>
    public GatedFeedForward(MatrixSource gate, MatrixSource down, bool activateFirst)
    {
        var intermediate = down.Inputs;
        _gate = LinearWeights.PackInterleaved(gate, intermediate, activateFirst ? [0, intermediate] : [intermediate, 0]);
        _down = LinearWeights.Pack(down);
    }

    public long ByteLength => _gate.ByteLength + _down.ByteLength;

    /// <summary>block.Sum = block.Hidden + the layer's output, without the bias of the down projection.</summary>
    public void AddTo(RowBlock block)
    {
        block.PackHidden();
        for (var start = 0; start < _down.Inputs;)
        {
            var chunk = block.FeedChunk(start, _down.Inputs);
            block.Activate(this, chunk);
            block.Multiply(_down, block.Feed, start, chunk.Count, start == 0 ? block.HiddenView : block.SumView, block.SumView);
            start += chunk.Count;
        }
    }

    void IPanelStage.Activate(RowBlock block, FeedChunk chunk, int panel)
    {
        var tiles = block.Tiles;
        Span<float> activated = block.Tile, gate = block.SecondTile;
        var gatePanel = 2 * chunk.Panel(panel);
        for (var tile = 0; tile < tiles.Count; tile++)
        {
            var rows = tiles.Height(tile);
            _gate.MultiplyTile(gatePanel, 0, _gate.Inputs, tiles, tile, block.Packed, MatrixView.Zero, activated, panelsAhead: 2 * block.PanelStep);
            _gate.MultiplyTile(gatePanel + 1, 0, _gate.Inputs, tiles, tile, block.Packed, MatrixView.Zero, gate, panelsAhead: 2 * block.PanelStep);
            Gelu.Gate(activated[..(rows * MatMul.PanelWidth)], gate);
            block.StoreActivated(chunk, panel, tile);
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        _down.Dispose();
    }
}
