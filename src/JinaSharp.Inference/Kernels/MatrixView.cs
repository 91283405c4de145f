namespace JinaSharp.Inference.Kernels;

/// <summary>Where the panels of a product lie: element (row, 32 · panel + j) is <c>data[row * RowStride + panel * PanelStride + j]</c>.</summary>
/// <remarks>
/// Row-major memory has a panel stride of 32. Panel-major memory, as attention reads it, has a row stride of 32. A row stride of zero repeats one
/// row: a bias, or zeros.
/// </remarks>
internal readonly ref struct MatrixView(ReadOnlySpan<float> data, int rowStride, int panelStride)
{
    public ReadOnlySpan<float> Data { get; } = data;

    public int RowStride { get; } = rowStride;

    public int PanelStride { get; } = panelStride;

    /// <summary>Row-major memory; the stride is a multiple of 32.</summary>
    public static MatrixView Rows(ReadOnlySpan<float> data, int stride) => new(data, stride, MatMul.PanelWidth);

    /// <summary>One row, the same for all: a bias.</summary>
    public static MatrixView Repeat(ReadOnlySpan<float> row) => new(row, 0, MatMul.PanelWidth);

    /// <summary>32 zeros, the same for all rows and panels.</summary>
    public static MatrixView Zero => new(s_zeros, 0, 0);

    private static readonly float[] s_zeros = new float[MatMul.PanelWidth];
}
