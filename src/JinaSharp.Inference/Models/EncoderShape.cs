using JinaSharp.Inference.Kernels;

namespace JinaSharp.Inference.Models;

/// <summary>The sizes of an encoder that decide how much memory a session needs.</summary>
/// <param name="HiddenSize">The dimensions of a token state.</param>
/// <param name="IntermediateSize">The width of the feed-forward layer.</param>
/// <param name="Layers">The number of layers.</param>
/// <param name="Heads">The attention heads.</param>
internal sealed record EncoderShape(int HiddenSize, int IntermediateSize, int Layers, HeadLayout Heads)
{
    /// <summary>The slope of each head's ALiBi; empty: none.</summary>
    public IReadOnlyList<float> AlibiSlopes { get; init; } = [];

    /// <summary>The base of rotary positions; zero: none.</summary>
    public double RotaryBase { get; init; }

    /// <summary>Columns of the adapters' first factor: rank times number of adapters.</summary>
    public int AdapterColumns { get; init; }

    /// <summary>The distance of two token states in memory: whole panels.</summary>
    public int HiddenStride => RoundUp(HiddenSize);

    /// <summary>The feed-forward width in whole panels.</summary>
    public int IntermediateStride => RoundUp(IntermediateSize);

    public static int RoundUp(int size) => (size + MatMul.PanelWidth - 1) / MatMul.PanelWidth * MatMul.PanelWidth;
}
