using System.Diagnostics;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Kernels;

/// <summary>A weight matrix <c>[outputs, inputs]</c> in the layout that tiles read: panels of 32 outputs, each <c>[inputs][32]</c>.</summary>
/// <remarks>
/// The number of outputs is rounded up to whole panels with zero weights. Weights of 16 bits stay 16 bits wide and are widened, exactly, in the
/// tile: half the memory and half the traffic for the same sums.
/// </remarks>
internal sealed unsafe class PackedMatrix : IDisposable
{
    private readonly NativeBuffer<float>? _f32;
    private readonly NativeBuffer<ushort>? _words;

    /// <param name="outputs">The number of outputs.</param>
    /// <param name="inputs">The number of inputs.</param>
    /// <param name="format">The number type that all weights are exact in.</param>
    public PackedMatrix(int outputs, int inputs, PanelFormat format = PanelFormat.F32)
    {
        Outputs = outputs;
        Inputs = inputs;
        Panels = (outputs + MatMul.PanelWidth - 1) / MatMul.PanelWidth;
        var length = (long)Panels * MatMul.PanelWidth * inputs;
        Format = format;
        if (format == PanelFormat.F32) _f32 = new NativeBuffer<float>(length);
        else _words = new NativeBuffer<ushort>(length);
    }

    public int Outputs { get; }

    public int Inputs { get; }

    public int Panels { get; }

    public PanelFormat Format { get; }

    public long ByteLength => _f32 is not null ? _f32.Length * 4L : _words!.Length * 2L;

    /// <summary>Sets a part of one panel: <c>W[32 * panel + r, inputStart + i] = rows[r * stride + i]</c> for up to 32 rows; columns without a row become zero.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="inputStart">The first input.</param>
    /// <param name="inputCount">The number of inputs.</param>
    /// <param name="rows">The weights, one output a row.</param>
    /// <param name="stride">The distance of two rows.</param>
    /// <param name="rowCount">The number of rows.</param>
    public void SetPanel(int panel, int inputStart, int inputCount, ReadOnlySpan<float> rows, int stride, int rowCount)
    {
        Debug.Assert(rowCount <= MatMul.PanelWidth && inputStart + inputCount <= Inputs && rows.Length >= (rowCount - 1) * stride + inputCount);
        fixed (float* source = rows)
        {
            if (_f32 is not null)
            {
                RowPacking.TransposePanel(source, stride, rowCount, inputCount, (float*)Panel(panel, inputStart));
                return;
            }
            using var transposed = new NativeBuffer<float>((long)inputCount * MatMul.PanelWidth);
            RowPacking.TransposePanel(source, stride, rowCount, inputCount, transposed.Pointer);
            PanelWords.Pack(Format, (uint*)transposed.Pointer, inputCount, (uint*)Panel(panel, inputStart));
        }
    }

    /// <summary>output = init + rows · Wᵀ over all inputs.</summary>
    public void Multiply(RowTiles tiles, ReadOnlySpan<float> packed, MatrixView init, MatrixView output) =>
        Multiply(tiles, packed, 0, Inputs, 0, Panels, init, output);

    /// <summary>
    /// output[r, n] = init[r, n] + Σ_k packed[r, k] · W[n, inputStart + k]      for the outputs n of some panels, k over some inputs
    /// </summary>
    /// <param name="tiles">The rows.</param>
    /// <param name="packed">The rows in packed form, over <paramref name="inputCount"/> columns.</param>
    /// <param name="inputStart">The first input.</param>
    /// <param name="inputCount">The number of inputs.</param>
    /// <param name="panelStart">The first panel.</param>
    /// <param name="panelCount">The number of panels.</param>
    /// <param name="init">What the sums start from; its first panel is <paramref name="panelStart"/>.</param>
    /// <param name="output">Where the sums go; its first panel is <paramref name="panelStart"/>. May be the memory of <paramref name="init"/>.</param>
    public void Multiply(
        RowTiles tiles, ReadOnlySpan<float> packed, int inputStart, int inputCount, int panelStart, int panelCount, MatrixView init, MatrixView output)
    {
        AssertShapes(tiles, packed, inputStart, inputCount, panelStart, panelCount, init, output);
        fixed (float* a = packed, start = init.Data, c = output.Data)
            for (var panel = 0; panel < panelCount; panel++)
                MultiplyPanel(tiles, a, inputStart, inputCount, panelStart + panel,
                    start + (nint)panel * init.PanelStride, init.RowStride, c + (nint)panel * output.PanelStride, output.RowStride);
    }

    /// <summary>One panel for all rows; <paramref name="init"/> and <paramref name="output"/> point to the panel's first element.</summary>
    public void MultiplyPanel(
        RowTiles tiles, float* packed, int inputStart, int inputCount, int panel, float* init, nint initRowStride, float* output, nint outputRowStride,
        int panelsAhead = 1)
    {
        var weights = Panel(panel, inputStart);
        for (var tile = 0; tile < tiles.Count; tile++)
        {
            nint row = tiles.Start(tile), height = tiles.Height(tile);
            var ahead = Ahead(panel + panelsAhead, inputStart, inputCount, tile, tiles.Count, out var aheadStep);
            MatMul.Tile(Format, (int)height, packed + tiles.PackedStart(tile, inputCount), height, weights,
                init + row * initRowStride, initRowStride, output + row * outputRowStride, outputRowStride, inputCount, ahead, aheadStep);
        }
    }

    /// <summary>A tile's share of the panel that comes next: each tile of a panel fetches as much of it, so that memory is asked for little at a time.</summary>
    private byte* Ahead(int panel, int inputStart, int inputCount, int tile, int tiles, out nint step)
    {
        if ((uint)panel >= (uint)Panels)
        {
            step = 0;
            return (byte*)Panel(0, inputStart);
        }
        nint stepBytes = MatMul.PanelWidth * (Format == PanelFormat.F32 ? 4 : 2);
        step = (stepBytes + tiles - 1) / tiles;
        return (byte*)Panel(panel, inputStart) + stepBytes * inputCount * tile / tiles;
    }

    [Conditional("DEBUG")]
    public void AssertShapes(
        RowTiles tiles, ReadOnlySpan<float> packed, int inputStart, int inputCount, int panelStart, int panelCount, MatrixView init, MatrixView output)
    {
        Debug.Assert(packed.Length >= tiles.PackedLength(inputCount) - RowTiles.Slack);
        Debug.Assert(inputStart + inputCount <= Inputs && panelStart + panelCount <= Panels);
        Debug.Assert(output.Data.Length >= (tiles.Rows - 1) * (long)output.RowStride + (panelCount - 1) * (long)output.PanelStride + MatMul.PanelWidth);
        Debug.Assert(init.Data.Length >= (tiles.Rows - 1) * (long)init.RowStride + (panelCount - 1) * (long)init.PanelStride + MatMul.PanelWidth);
    }

    /// <summary>One tile of one panel into <c>[rows][32]</c>; the view holds what this panel's sums start from.</summary>
    public void MultiplyTile(
        int panel, int inputStart, int inputCount, RowTiles tiles, int tile, ReadOnlySpan<float> packed, MatrixView init, Span<float> output, int panelsAhead = 1)
    {
        var rows = tiles.Height(tile);
        Debug.Assert(output.Length >= rows * MatMul.PanelWidth && init.Data.Length >= (rows - 1) * init.RowStride + MatMul.PanelWidth);
        var ahead = Ahead(panel + panelsAhead, inputStart, inputCount, tile, tiles.Count, out var aheadStep);
        fixed (float* a = packed, start = init.Data, c = output)
            MatMul.Tile(Format, rows, a + tiles.PackedStart(tile, inputCount), rows, Panel(panel, inputStart), start, init.RowStride, c, MatMul.PanelWidth, inputCount,
                ahead, aheadStep);
    }

    public void Dispose()
    {
        _f32?.Dispose();
        _words?.Dispose();
    }

    private void* Panel(int panel, int inputStart)
    {
        var offset = ((nint)panel * Inputs + inputStart) * MatMul.PanelWidth;
        return _f32 is not null ? _f32.Pointer + offset : _words!.Pointer + offset;
    }
}
