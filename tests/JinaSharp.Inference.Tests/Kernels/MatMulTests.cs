using JinaSharp.Inference.Kernels;

namespace JinaSharp.Inference.Tests.Kernels;

public sealed unsafe class MatMulTests
{
    // A sum of k products of numbers below 1 in float: each of the k additions may lose half a unit of a value below k.
    private static float Tolerance(int k) => 4e-7f * (k + 1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Tile_EveryHeightAndDepth_EqualsTheReference(int formatValue)
    {
        var format = TestData.Held((PanelFormat)formatValue);
        foreach (var k in (int[])[0, 1, 2, 3, 7, 16, 33, 64, 257])
            for (var rows = 1; rows <= MatMul.MaxRows; rows++)
                foreach (var aStride in (int[])[rows, 32])
                {
                    var a = TestData.Uniform(Math.Max(1, k * aStride + 32), 1);
                    var panel = format == PanelFormat.F32 ? TestData.Uniform(k * 32 + 32, 2) : Words(format, k + 1);
                    var init = TestData.Uniform(rows * 40 + 32, 3);
                    var expected = TestData.Uniform(rows * 48 + 48, 4);
                    var actual = expected.ToArray();
                    fixed (float* pa = a, pb = panel, pi = init, pe = expected, pc = actual)
                    {
                        MatMul.TileReference(format, rows, pa, aStride, pb, pi, 40, pe, 48, k);
                        MatMul.Tile(format, rows, pa, aStride, pb, pi, 40, pc, 48, k, pb, 0);
                    }
                    // The whole buffer: what lies between the rows of the tile must be untouched.
                    for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], Tolerance(k));
                }
    }

    /// <summary>A panel of random numbers of 16 bits.</summary>
    private static float[] Words(PanelFormat format, int steps)
    {
        float[] numbers = TestData.UniformOf(format, steps * 32, 2), words = new float[steps * 16];
        fixed (float* source = numbers, target = words) PanelWords.Pack(format, (uint*)source, steps, (uint*)target);
        return words;
    }

    [Fact]
    public void Tile_InitStrides_RepeatAndWalkBackwards()
    {
        const int Rows = 5;
        float[] a = TestData.Uniform(Rows * 8, 1), panel = TestData.Uniform(8 * 32, 2), table = TestData.Uniform(64, 3);
        foreach (var stride in (int[])[0, -1])
        {
            float[] expected = new float[Rows * 32], actual = new float[Rows * 32];
            fixed (float* pa = a, pb = panel, pi = &table[16], pe = expected, pc = actual)
            {
                MatMul.TileReference(PanelFormat.F32, Rows, pa, Rows, pb, pi, stride, pe, 32, 8);
                MatMul.Tile(Rows, pa, Rows, pb, pi, stride, pc, 32, 8);
            }
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], Tolerance(8));
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 7)]
    [InlineData(14, 32, 16)]
    [InlineData(15, 33, 17)]
    [InlineData(29, 100, 65)]
    [InlineData(64, 96, 160)]
    [InlineData(127, 31, 511)]
    public void Multiply_OddSizes_EqualsTheDoubleProduct(int m, int n, int k)
    {
        foreach (var format in Enum.GetValues<PanelFormat>().Where(MatMul.Holds))
        {
            var x = TestData.Uniform(m * k, 5);
            var w = TestData.UniformOf(format, n * k, 6);
            using var matrix = new PackedMatrix(n, k, format);
            for (var row = 0; row < n; row += 32) matrix.SetPanel(row / 32, 0, k, w.AsSpan(row * k), k, Math.Min(32, n - row));
            var tiles = new RowTiles(m);
            var packed = new float[tiles.PackedLength(k)];
            RowPacking.Pack(tiles, x, k, k, packed);
            var bias = TestData.Uniform(matrix.Panels * 32, 7);
            var stride = matrix.Panels * 32;
            var output = new float[m * stride];

            matrix.Multiply(tiles, packed, MatrixView.Repeat(bias), MatrixView.Rows(output, stride));

            for (var i = 0; i < m; i++)
                for (var j = 0; j < stride; j++)
                {
                    double sum = bias[j];
                    for (var p = 0; j < n && p < k; p++) sum += (double)x[i * k + p] * w[j * k + p];
                    Assert.Equal(sum, output[i * stride + j], Tolerance(k));
                }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Multiply_NarrowWeights_IsBitwiseEqualToFloatOnes(int formatValue)
    {
        const int M = 20, N = 64, K = 96;
        var format = TestData.Held((PanelFormat)formatValue);
        var w = TestData.UniformOf(format, N * K, 1);
        // Subnormal halves and zeros.
        for (var i = 0; i < w.Length; i += 5) w[i] = format == PanelFormat.F16 ? i % 1024 * MathF.Pow(2, -24) : 0;
        var x = TestData.Uniform(M * K, 2);
        var tiles = new RowTiles(M);
        var packed = new float[tiles.PackedLength(K)];
        RowPacking.Pack(tiles, x, K, K, packed);
        var outputs = ((PanelFormat[])[PanelFormat.F32, format]).Select(f =>
        {
            using var matrix = new PackedMatrix(N, K, f);
            for (var row = 0; row < N; row += 32) matrix.SetPanel(row / 32, 0, K, w.AsSpan(row * K), K, 32);
            var output = new float[M * N];
            matrix.Multiply(tiles, packed, MatrixView.Zero, MatrixView.Rows(output, N));
            return output;
        }).ToArray();

        Assert.Equal(outputs[0], outputs[1]);
    }

    [Fact]
    public void Multiply_InParts_IsBitwiseEqualToTheWhole()
    {
        const int M = 20, N = 64, K = 96;
        var w = TestData.Uniform(N * K, 1);
        using var matrix = new PackedMatrix(N, K);
        for (var row = 0; row < N; row += 32) matrix.SetPanel(row / 32, 0, K, w.AsSpan(row * K), K, 32);
        var x = TestData.Uniform(M * K, 2);
        var tiles = new RowTiles(M);
        float[] packed = new float[tiles.PackedLength(K)], whole = new float[M * N], parts = new float[M * N];
        RowPacking.Pack(tiles, x, K, K, packed);
        matrix.Multiply(tiles, packed, MatrixView.Zero, MatrixView.Rows(whole, N));

        foreach (var (start, count) in (ReadOnlySpan<(int, int)>)[(0, 40), (40, 1), (41, 55)])
        {
            RowPacking.Pack(tiles, x.AsSpan(start), K, count, packed);
            matrix.Multiply(tiles, packed, start, count, 0, 2, start == 0 ? MatrixView.Zero : MatrixView.Rows(parts, N), MatrixView.Rows(parts, N));
        }

        Assert.Equal(whole, parts);
    }
}
