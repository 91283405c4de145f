namespace JinaSharp.Inference.Kernels;

/// <summary>The number type of the weights in a panel. Tiles widen all of them exactly: the sums are those of F32.</summary>
internal enum PanelFormat
{
    /// <summary>32-bit floats.</summary>
    F32,

    /// <summary>BF16, two a word: half the memory, half the traffic.</summary>
    BF16,

    /// <summary>Halves as <see cref="PanelWords"/> writes them, two a word. Only numbers below <see cref="PanelWords.Float16Limit"/>, and only where <see cref="MatMul.Holds"/>.</summary>
    F16,
}
