using JinaSharp.Inference.Kernels;

namespace JinaSharp.Inference.Tests.Kernels;

public sealed unsafe class PanelWordsTests
{
    [Fact]
    public void Pack_EveryHalfBelowTheLimit_IsWidenedToTheSameNumber()
    {
        var all = Enumerable.Range(0, 1 << 16).Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits))
            .Where(value => Math.Abs(value) < PanelWords.Float16Limit).ToArray();
        // Subnormals, both zeros and all; a whole number of steps.
        Assert.Equal(2 * (22 << 10), all.Length);

        AssertRoundTrip(PanelFormat.F16, all);
    }

    [Fact]
    public void Pack_EveryBFloat16_IsWidenedToTheSameNumber() =>
        AssertRoundTrip(PanelFormat.BF16, [.. Enumerable.Range(0, 1 << 16).Select(bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)).Where(value => !float.IsNaN(value)), .. new float[30]]);

    [Fact]
    public void Tile_EveryHalfBelowTheLimit_IsExact()
    {
        var all = Enumerable.Range(0, 1 << 16).Select(bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits))
            .Where(value => Math.Abs(value) < PanelWords.Float16Limit).ToArray();
        TestData.Held(PanelFormat.F16);
        float[] words = new float[all.Length / 2], one = [1], zeros = new float[32], row = new float[32];
        fixed (float* numbers = all, packed = words, a = one, init = zeros, c = row)
        {
            PanelWords.Pack(PanelFormat.F16, (uint*)numbers, all.Length / 32, (uint*)packed);
            for (var step = 0; step < all.Length / 32; step++)
            {
                MatMul.Tile(PanelFormat.F16, 1, a, 1, packed + (step * 16), init, 0, c, 32, 1, packed, 0);
                Assert.Equal(all[(step * 32)..((step + 1) * 32)], row);
            }
        }
    }

    private static void AssertRoundTrip(PanelFormat format, float[] numbers)
    {
        Assert.Equal(0, numbers.Length % 32);
        var words = new uint[numbers.Length / 2];
        fixed (float* source = numbers)
        fixed (uint* target = words)
            PanelWords.Pack(format, (uint*)source, numbers.Length / 32, target);
        for (var i = 0; i < numbers.Length; i++)
        {
            var column = i % 32;
            Assert.Equal(numbers[i], PanelWords.Widen(format, words[(i / 32 * 16) + (column % 16)], column >= 16));
        }
    }
}
