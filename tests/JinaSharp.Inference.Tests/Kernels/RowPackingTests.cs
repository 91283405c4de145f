using JinaSharp.Inference.Kernels;

namespace JinaSharp.Inference.Tests.Kernels;

public sealed unsafe class RowPackingTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 15)]
    [InlineData(13, 16)]
    [InlineData(14, 17)]
    [InlineData(16, 31)]
    [InlineData(30, 64)]
    [InlineData(65, 100)]
    public void Pack_OddSizes_EqualsTheReference(int rows, int depth)
    {
        var stride = depth + 5;
        var x = TestData.Uniform(rows * stride, 1);
        var tiles = new RowTiles(rows);
        var packed = new float[tiles.PackedLength(depth)];

        RowPacking.Pack(tiles, x, stride, depth, packed);

        for (var tile = 0; tile < tiles.Count; tile++)
            for (var p = 0; p < depth; p++)
                for (var i = 0; i < tiles.Height(tile); i++)
                    Assert.Equal(x[(tiles.Start(tile) + i) * stride + p], packed[tiles.PackedStart(tile, depth) + p * tiles.Height(tile) + i]);
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(1, 1)]
    [InlineData(7, 9)]
    [InlineData(16, 16)]
    [InlineData(23, 40)]
    [InlineData(32, 64)]
    public void TransposePanel_FewerRowsThanColumns_FillsWithZeros(int rows, int depth)
    {
        var x = TestData.Uniform(32 * depth + 1, 2);
        var panel = TestData.Uniform(32 * depth, 3);

        fixed (float* source = x, target = panel) RowPacking.TransposePanel(source, depth, rows, depth, target);

        for (var p = 0; p < depth; p++)
            for (var i = 0; i < 32; i++)
                Assert.Equal(i < rows ? x[i * depth + p] : 0, panel[p * 32 + i]);
    }

    [Fact]
    public void RowTiles_AnyNumberOfRows_CoverThemEvenly()
    {
        for (var rows = 0; rows < 200; rows++)
        {
            var tiles = new RowTiles(rows);
            var heights = Enumerable.Range(0, tiles.Count).Select(tiles.Height).ToArray();
            Assert.Equal(rows, heights.Sum());
            if (rows > 0) Assert.InRange(heights.Max() - heights.Min(), 0, 1);
            Assert.All(heights, h => Assert.InRange(h, 1, MatMul.MaxRows));
        }
    }
}
