using System.Diagnostics;

namespace JinaSharp.Inference.Kernels;

/// <summary>How queries, keys and values lie in memory: panels of 32 dimensions, each <c>[tokens][32]</c>; all queries, then keys, then values.</summary>
/// <remarks>
/// A head takes whole panels, its own dimensions first and zeros after them, so that attention reads whole panels for any head size and the
/// values need no packing at all.
/// </remarks>
/// <param name="Heads">The number of heads.</param>
/// <param name="HeadSize">The dimensions of a head.</param>
internal readonly record struct HeadLayout(int Heads, int HeadSize)
{
    /// <summary>Panels of one head.</summary>
    public int HeadPanels => (HeadSize + MatMul.PanelWidth - 1) / MatMul.PanelWidth;

    /// <summary>Panels of all heads of one kind.</summary>
    public int Panels => Heads * HeadPanels;

    /// <summary>The dimensions of all heads with their zeros: the row length of attention's output.</summary>
    public int PaddedWidth => Panels * MatMul.PanelWidth;

    /// <summary>The place of a head's dimension among the padded ones.</summary>
    public int PaddedIndex(int head, int dimension) => head * HeadPanels * MatMul.PanelWidth + dimension;

    /// <summary>Copies rows of <c>[Heads * HeadSize]</c> into panels: panel p of row r goes to <c>panels[(p * tokens + firstToken + r) * 32]</c>.</summary>
    public void Scatter(int rows, ReadOnlySpan<float> x, int stride, Span<float> panels, int tokens, int firstToken)
    {
        Debug.Assert(panels.Length >= Panels * tokens * MatMul.PanelWidth);
        for (var row = 0; row < rows; row++)
            for (var head = 0; head < Heads; head++)
                for (var start = 0; start < HeadSize; start += MatMul.PanelWidth)
                {
                    var panel = head * HeadPanels + start / MatMul.PanelWidth;
                    x.Slice(row * stride + head * HeadSize + start, Math.Min(MatMul.PanelWidth, HeadSize - start))
                        .CopyTo(panels[((panel * tokens + firstToken + row) * MatMul.PanelWidth)..]);
                }
    }
}
