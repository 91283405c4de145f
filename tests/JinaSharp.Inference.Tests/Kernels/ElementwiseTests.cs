using JinaSharp.Inference.Kernels;

namespace JinaSharp.Inference.Tests.Kernels;

/// <summary>Each kernel at the process's own level and, in the same process, at every narrower width.</summary>
public sealed unsafe class ElementwiseTests
{
    public static TheoryData<int> Lengths => [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 60, 100, 257];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Gelu_EqualsTheDoubleFunction(int length)
    {
        var x = TestData.Uniform(length, 1, 6);
        foreach (var width in (int[])[0, 1, 128, 256, 512])
        {
            var actual = x.ToArray();
            if (width == 0) Gelu.Apply(actual);
            else
                fixed (float* p = actual)
                    switch (width)
                    {
                        case 1: Gelu.Apply<LanesScalar>(p, length); break;
                        case 128: Gelu.Apply<Lanes128>(p, length); break;
                        case 256: Gelu.Apply<Lanes256>(p, length); break;
                        default: Gelu.Apply<Lanes512>(p, length); break;
                    }

            // erf is good to 1.5e-7; times x, plus rounding of the result.
            for (var i = 0; i < length; i++) Assert.Equal(LaneMath.GeluReference(x[i]), actual[i], 2e-7 * (1 + Math.Abs(x[i])));
        }
    }

    [Fact]
    public void Gelu_ExtremeValues_AreExactAtTheEnds()
    {
        float[] x = [-100, -40, -10, -0f, 0, 10, 40, 100, 3e38f, -3e38f];
        var actual = x.ToArray();

        Gelu.Apply(actual);

        for (var i = 0; i < x.Length; i++) Assert.Equal(x[i] > 0 ? x[i] : 0, actual[i], 1e-7 * Math.Max(1, Math.Abs(x[i])));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Gate_EqualsGeluTimesGate(int length)
    {
        float[] x = TestData.Uniform(length, 1, 4), gate = TestData.Uniform(length, 2);
        var actual = x.ToArray();

        Gelu.Gate(actual, gate);

        for (var i = 0; i < length; i++) Assert.Equal(LaneMath.GeluReference(x[i]) * gate[i], actual[i], 1e-6);
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void LayerNorm_WithBiasAndResidual_EqualsTheDoubleFormula(int dim)
    {
        if (dim == 0) return;
        const int Rows = 3;
        var stride = dim + 3;
        float[] x = TestData.Uniform(Rows * stride, 1, 3), residual = TestData.Uniform(Rows * stride, 2), bias = TestData.Uniform(dim, 3),
            weight = TestData.Uniform(dim, 4), shift = TestData.Uniform(dim, 5);
        foreach (var (useBias, useResidual) in (ReadOnlySpan<(bool, bool)>)[(false, false), (true, false), (false, true), (true, true)])
        {
            var actual = residual.ToArray();

            LayerNorm.Apply(Rows, dim, x, stride, useBias ? bias : default, useResidual ? actual : default, weight, shift, 1e-5f, actual, stride);

            var sum = new float[dim];
            var expected = new double[dim];
            for (var row = 0; row < Rows; row++)
            {
                for (var i = 0; i < dim; i++) sum[i] = x[row * stride + i] + (useBias ? bias[i] : 0) + (useResidual ? residual[row * stride + i] : 0);
                LayerNorm.Reference(sum, weight, shift, 1e-5f, expected);
                // Sums of a few hundred floats; a length of 1 has no variance and gives the shift alone.
                for (var i = 0; i < dim; i++) Assert.Equal(expected[i], actual[row * stride + i], 5e-6);
                for (var i = dim; i < stride; i++) Assert.Equal(residual[row * stride + i], actual[row * stride + i]);
            }
        }
    }

    [Fact]
    public void Exp2_WholeRange_IsAccurate()
    {
        for (var x = -125.9f; x <= 126; x += 0.0137f)
        {
            var expected = Math.Pow(2, x);
            Assert.Equal(1, One<LanesScalar>(x) / expected, 3e-7);
            Assert.Equal(1, One<Lanes128>(x) / expected, 3e-7);
            Assert.Equal(1, One<Lanes256>(x) / expected, 3e-7);
            Assert.Equal(1, One<Lanes512>(x) / expected, 3e-7);
        }
        Assert.InRange(One<Lanes128>(-1000), 0, 1.2e-38f);
        Assert.InRange(One<Lanes256>(-1000), 0, 1.2e-38f);
        Assert.InRange(One<Lanes512>(-1000), 0, 1.2e-38f);
        Assert.Equal(1, One<LanesScalar>(0));
        Assert.Equal(1, One<Lanes128>(0));
        Assert.Equal(1, One<Lanes256>(0));
        Assert.Equal(1, One<Lanes512>(0));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    public void Rotary_AnyHeadSize_EqualsTheFormula(int headSize)
    {
        const int Tokens = 9, First = 2, Rows = 5, Heads = 3;
        var layout = new HeadLayout(Heads, headSize);
        int[] positions = [0, 1, 7, 3, 100];
        var half = headSize / 2;
        float[] cosines = new float[101 * half], sines = new float[101 * half];
        Rotary.FillTable(101, headSize, 20000, cosines, sines);
        var panels = TestData.Uniform(layout.Panels * Tokens * 32, 1);
        var before = panels.ToArray();

        Rotary.Apply(layout, panels, Tokens, First, positions, cosines, sines);

        int At(int head, int row, int d) => ((head * layout.HeadPanels + d / 32) * Tokens + First + row) * 32 + d % 32;
        for (var head = 0; head < Heads; head++)
            for (var row = 0; row < Rows; row++)
                for (var k = 0; k < half; k++)
                {
                    var (sine, cosine) = Math.SinCos(positions[row] * Math.Pow(20000, -2.0 * k / headSize));
                    double x = before[At(head, row, k)], y = before[At(head, row, k + half)];
                    Assert.Equal(x * cosine - y * sine, panels[At(head, row, k)], 1e-6);
                    Assert.Equal(y * cosine + x * sine, panels[At(head, row, k + half)], 1e-6);
                    before[At(head, row, k)] = panels[At(head, row, k)];
                    before[At(head, row, k + half)] = panels[At(head, row, k + half)];
                }
        Assert.Equal(before, panels);
    }

    [Fact]
    public void Pooling_MeanAndNormalize_EqualTheFormulas()
    {
        var x = TestData.Uniform(7 * 40, 1);
        var mean = new float[33];

        Pooling.Mean(7, x, 40, new double[40], mean);

        for (var i = 0; i < 33; i++) Assert.Equal(Enumerable.Range(0, 7).Average(r => (double)x[r * 40 + i]), mean[i], 1e-7);
        Pooling.Normalize(mean);
        Assert.Equal(1, mean.Sum(v => (double)v * v), 1e-6);
        var zeros = new float[4];
        Pooling.Normalize(zeros);
        Assert.Equal(new float[4], zeros);
    }

    private static float One<V>(float x) where V : unmanaged, ILanes<V>
    {
        var lanes = stackalloc float[16];
        V.Store(LaneMath.Exp2(V.All(x)), lanes);
        return lanes[V.Count - 1];
    }
}
