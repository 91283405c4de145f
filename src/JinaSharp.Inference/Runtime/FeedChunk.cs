using JinaSharp.Inference.Kernels;

namespace JinaSharp.Inference.Runtime;

/// <summary>Some consecutive feed-forward columns, held in packed form between the two products.</summary>
/// <param name="Start">The first column, a multiple of the panel width.</param>
/// <param name="Count">The number of columns.</param>
internal readonly record struct FeedChunk(int Start, int Count)
{
    public int Panels => (Count + MatMul.PanelWidth - 1) / MatMul.PanelWidth;

    /// <summary>The place of the chunk's panel among the panels of all columns.</summary>
    public int Panel(int panel) => Start / MatMul.PanelWidth + panel;
}
