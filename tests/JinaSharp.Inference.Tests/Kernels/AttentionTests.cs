using System.Runtime.Intrinsics;
using JinaSharp.Inference.Kernels;

namespace JinaSharp.Inference.Tests.Kernels;

public sealed class AttentionTests
{
    [Theory]
    [InlineData(1, 4, 0.5f)]
    [InlineData(2, 64, 0f)]
    [InlineData(5, 5, 0.25f)]
    [InlineData(13, 7, 0.5f)]
    [InlineData(31, 32, 0.004f)]
    [InlineData(32, 33, 0.5f)]
    [InlineData(33, 64, 0.0625f)]
    [InlineData(100, 12, 0f)]
    [InlineData(257, 64, 0.0039f)]
    [InlineData(Attention.KeyChunk + 5, 16, 0.001f)]
    [InlineData(2 * Attention.KeyChunk + 37, 64, 0f)]
    [InlineData(2 * Attention.KeyChunk + 1, 8, 0.5f)]
    [InlineData(3 * Attention.KeyChunk + 70, 16, 0.25f)]
    [InlineData(300, 32, 0.7f)]
    public void Run_OddLengthsAndHeadSizes_EqualsTheReference(int length, int headSize, float slope)
    {
        if (!Vector128.IsHardwareAccelerated && length > Attention.KeyChunk + 5) Assert.Skip("Two chunks are enough where every vector is emulated.");
        const int Heads = 2, Head = 1, First = 3;
        var tokens = First + length + 2;
        var layout = new HeadLayout(Heads, headSize);
        // Scores of some tens: softmax is sharp in places, and the running maximum of later chunks rises.
        float[] q = TestData.Uniform(length * headSize, 1, 4), k = TestData.Uniform(length * headSize, 2, 4), v = TestData.Uniform(length * headSize, 3);
        var part = layout.Panels * tokens * 32;
        var qkv = new float[3 * part];
        for (var kind = 0; kind < 3; kind++)
            for (var i = 0; i < length; i++)
                for (var d = 0; d < headSize; d++)
                    qkv[kind * part + ((Head * layout.HeadPanels + d / 32) * tokens + First + i) * 32 + d % 32] =
                        (kind == 0 ? q : kind == 1 ? k : v)[i * headSize + d];
        var context = TestData.Uniform(tokens * layout.PaddedWidth, 4);
        var before = context.ToArray();
        var scratch = new float[Attention.ScratchLength(layout, length)];

        // In two ranges of queries, as the session cuts long texts.
        var cut = length > 32 ? 32 : length;
        Attention.Run(layout, qkv, tokens, First, length, Head, 0, cut, slope, context, layout.PaddedWidth, scratch);
        if (cut < length) Attention.Run(layout, qkv, tokens, First, length, Head, cut, length - cut, slope, context, layout.PaddedWidth, scratch);

        var expected = Attention.Reference([.. q.Select(x => (double)x)], [.. k.Select(x => (double)x)], [.. v.Select(x => (double)x)], length, headSize, slope);
        // Scores reach 16 · headSize / sqrt(headSize) in magnitude; their float error goes straight into the weights.
        var tolerance = 1e-5 * Math.Max(1, Math.Sqrt(headSize) / 2);
        for (var row = 0; row < tokens; row++)
            for (var column = 0; column < layout.PaddedWidth; column++)
            {
                var d = column - layout.PaddedIndex(Head, 0);
                var actual = context[row * layout.PaddedWidth + column];
                if (row < First || row >= First + length || d < 0) Assert.Equal(before[row * layout.PaddedWidth + column], actual);
                else Assert.Equal(d < headSize ? expected[(row - First) * headSize + d] : 0, actual, tolerance);
            }
    }

    [Fact]
    public void Run_FarKeyThatOutweighsItsDistance_IsNotPassedOver()
    {
        const int Length = 700, HeadSize = 32;
        const float Slope = 0.5f;
        var layout = new HeadLayout(1, HeadSize);
        float[] q = TestData.Uniform(Length * HeadSize, 1, 0.1f), k = TestData.Uniform(Length * HeadSize, 2, 0.1f), v = TestData.Uniform(Length * HeadSize, 3);
        // 50 · 50 / sqrt(32) = 442 for the last query and the first key, 349.5 less for the distance.
        (q[(Length - 1) * HeadSize], k[0]) = (50, 50);
        float[] qkv = [.. q, .. k, .. v];
        var context = new float[Length * layout.PaddedWidth];

        Attention.Run(layout, qkv, Length, 0, Length, 0, 0, Length, Slope, context, layout.PaddedWidth, new float[Attention.ScratchLength(layout, Length)]);

        var expected = Attention.Reference([.. q.Select(x => (double)x)], [.. k.Select(x => (double)x)], [.. v.Select(x => (double)x)], Length, HeadSize, Slope);
        for (var i = 0; i < context.Length; i++) Assert.Equal(expected[i], context[i], 1e-5);
        Assert.Equal(v[0], context[(Length - 1) * HeadSize], 1e-5);
    }

    [Fact]
    public void Slopes_EightAndTwelveHeads_AreThePublishedOnes()
    {
        float[] eight = [1 / 2f, 1 / 4f, 1 / 8f, 1 / 16f, 1 / 32f, 1 / 64f, 1 / 128f, 1 / 256f];
        Assert.Equal(eight, Alibi.Slopes(8));
        Assert.Equal([.. eight, .. new[] { 0.5, 1.5, 2.5, 3.5 }.Select(e => (float)Math.Pow(2, -e))], Alibi.Slopes(12));
    }
}
