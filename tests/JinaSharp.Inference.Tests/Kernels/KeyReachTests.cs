using JinaSharp.Inference.Kernels;

namespace JinaSharp.Inference.Tests.Kernels;

/// <summary>Attention over texts so long that keys are left out.</summary>
public sealed class KeyReachTests
{
    private const int HeadSize = 32;

    public static TheoryData<float> Slopes() => [.. Alibi.Slopes(8).Concat(Alibi.Slopes(12)).Distinct()];

    [Theory]
    [MemberData(nameof(Slopes))]
    public void Run_EverySlope_LeavesOutNoMoreThanTheShare(float slope)
    {
        var seed = (int)(slope * 1000);

        AssertShares(Text.Random(1037, seed, strength: 0.5f, offset: 1), slope);
        AssertShares(Text.Random(450, seed + 1, strength: 2, offset: 0), slope);
    }

    [Theory]
    [InlineData(97, 0.5f, 0.2f, 0)]
    [InlineData(129, 0.5f, 1, 3)]
    [InlineData(300, 0.7f, 4, 0)]
    [InlineData(555, 0.25f, 1, 0)]
    [InlineData(777, 0.125f, 3, 1)]
    [InlineData(1001, 0.0625f, 0, 0)]
    [InlineData(1100, 0.0625f, 1, 2)]
    [InlineData(1100, 0.0625f, 4, 0)]
    [InlineData(1499, 0.03125f, 1, 0)]
    public void Run_StrongKeysHereAndThere_LeavesOutNoMoreThanTheShare(int length, float slope, float strength, float offset)
    {
        for (var seed = 1; seed <= 2; seed++)
        {
            var text = Text.Random(length, 100 * seed + length, strength, offset);
            var random = new Random(seed);
            // Keys up to 30 times as long as others, each turned to some query, so that their weights are of every size.
            for (var i = 0; i < 6; i++)
            {
                int key = random.Next(length), query = random.Next(length);
                var size = (float)(30 * random.NextDouble());
                for (var d = 0; d < HeadSize; d++) text.K[key * HeadSize + d] = size * (text.Q[query * HeadSize + d] + 0.1f);
            }
            AssertShares(text, slope);
        }
    }

    [Theory]
    [InlineData(0.5f, 0)]
    [InlineData(0.5f, 699)]
    [InlineData(0.0625f, 0)]
    [InlineData(0.0625f, 350)]
    [InlineData(0.0625f, 1099)]
    public void Run_FarKeyAsHeavyAsTheRest_IsNotLeftOut(float slope, int key)
    {
        const int Length = 1100;
        var text = Text.Random(Length, 5, strength: 0.1f, offset: 0);
        var query = key < 550 ? Length - 1 : 0;
        // The score that makes up for the distance, and as much again as all other keys weigh.
        var score = slope * Math.Abs(key - query) + Math.Log(2 / (1 - Math.Exp(-slope)));
        (text.Q[query * HeadSize], text.K[key * HeadSize]) = (30, (float)(score * Math.Sqrt(HeadSize) / 30));

        var shares = AssertShares(text, slope);

        Assert.InRange(shares[query * HeadSize + key * HeadSize / Length], 0.3, 0.9);
    }

    [Theory]
    [InlineData(300, 0.5f, 100)]
    [InlineData(1200, 0.0625f, 400)]
    public void Run_KeysBeyondReach_AreNotRead(int length, float slope, int distance)
    {
        var text = Text.Random(length, 6, strength: 0.5f, offset: 2);
        for (var key = distance; key < length; key++) text.V[key * HeadSize] = float.NaN;

        var context = text.Run(slope);

        Assert.All(Enumerable.Range(0, length), query =>
        {
            if (query < 32) Assert.True(float.IsFinite(context[query * HeadSize]));
            if (query >= distance) Assert.True(float.IsNaN(context[query * HeadSize]));
        });
    }

    [Fact]
    public void Run_FarStrongKey_DoesNotKeepTheKeysBetween()
    {
        const int Length = 1300, Query = Length - 1;
        const float Slope = 0.0625f;
        var text = Text.Random(Length, 7, strength: 0.2f, offset: 0);
        var score = Slope * Query + Math.Log(2 / (1 - Math.Exp(-Slope)));
        (text.Q[Query * HeadSize], text.K[0]) = (20, (float)(score * Math.Sqrt(HeadSize) / 20));
        Array.Fill(text.V, 0, 200 * HeadSize, 500 * HeadSize);
        var expected = text.Reference(Slope);
        Array.Fill(text.V, float.NaN, 200 * HeadSize, 500 * HeadSize);

        var context = text.Run(Slope);

        for (var d = 0; d < HeadSize; d++) Assert.Equal(expected[Query * HeadSize + d], context[Query * HeadSize + d], 1e-5);
    }

    [Theory]
    [InlineData(300, 0.5f)]
    [InlineData(1200, 0.0625f)]
    public void Run_KeyThatIsNoNumber_IsSeenByEveryQuery(int length, float slope)
    {
        for (var key = 0; key < length; key += length - 1)
        {
            var text = Text.Random(length, 8, strength: 1, offset: 0);
            text.K[key * HeadSize + 3] = float.NaN;

            Assert.All(text.Run(slope), x => Assert.True(float.IsNaN(x)));
        }
    }

    [Theory]
    [InlineData(300, 0.5f)]
    [InlineData(1200, 0.0625f)]
    public void Run_QueryThatIsNoNumber_SpoilsNoOther(int length, float slope)
    {
        const int Query = 70;
        var text = Text.Random(length, 9, strength: 1, offset: 0);
        var expected = text.Reference(slope);
        text.Q[Query * HeadSize] = float.NaN;

        var context = text.Run(slope);

        for (var i = 0; i < context.Length; i++)
            if (i / HeadSize == Query) Assert.True(float.IsNaN(context[i]));
            else Assert.Equal(expected[i], context[i], 1e-5);
    }

    [Theory]
    [InlineData(300, 0.5f)]
    [InlineData(1200, 0.0625f)]
    public void Run_InfiniteKey_OutweighsOrIsNothing(int length, float slope)
    {
        var text = Text.Random(length, 10, strength: 1, offset: 0);
        text.K[(length - 1) * HeadSize] = float.PositiveInfinity;
        var context = text.Run(slope);
        // Where the score is -∞ the key weighs nothing.
        text.K[(length - 1) * HeadSize] = 0;
        var without = text.Reference(slope, length - 1);

        for (var i = 0; i < context.Length; i++)
            if (text.Q[i / HeadSize * HeadSize] > 0) Assert.True(float.IsNaN(context[i]));
            else Assert.Equal(without[i], context[i], 1e-5);
    }

    [Theory]
    [InlineData(130, 0.5f)]
    [InlineData(1301, 0.0625f)]
    [InlineData(1301, 0.01f)]
    public void Run_CutOtherwiseOrElsewhereInABatch_EqualsToTheBit(int length, float slope)
    {
        var text = Text.Random(length, 11, strength: 2, offset: 1);
        var whole = text.Run(slope);

        Assert.Equal(whole, text.Run(slope, queryChunk: 32));
        Assert.Equal(whole, text.Run(slope, queryChunk: 96));
        Assert.Equal(whole, text.Run(slope, before: 7, after: 5));
    }

    // Values are 1 in one dimension each, so the output is the weight of 32 stretches of keys: small ones are seen as exactly as large ones.
    private static double[] AssertShares(Text text, float slope)
    {
        Array.Clear(text.V);
        for (var key = 0; key < text.Length; key++) text.V[key * HeadSize + key * HeadSize / text.Length] = 1;

        var context = text.Run(slope);

        var expected = text.Reference(slope);
        var rounding = 1e-5 + 1e-6 * text.GreatestScore();
        for (var i = 0; i < context.Length; i++) Assert.Equal(expected[i], context[i], KeyReach.Share + rounding * expected[i]);
        return expected;
    }

    private sealed record Text(int Length, float[] Q, float[] K, float[] V)
    {
        public static Text Random(int length, int seed, float strength, float offset)
        {
            var count = length * HeadSize;
            // A part that all keys share moves all scores of a query alike.
            float[] k = TestData.Uniform(count, seed + 1, strength), common = TestData.Uniform(HeadSize, seed + 2, offset);
            for (var i = 0; i < count; i++) k[i] += common[i % HeadSize];
            return new Text(length, TestData.Uniform(count, seed, 2), k, TestData.Uniform(count, seed + 3));
        }

        public double GreatestScore()
        {
            double Longest(float[] rows) => rows.Chunk(HeadSize).Max(row => Math.Sqrt(row.Sum(x => (double)x * x)));
            return Longest(Q) * Longest(K) / Math.Sqrt(HeadSize);
        }

        public float[] Run(float slope, int queryChunk = 1024, int before = 0, int after = 0)
        {
            var layout = new HeadLayout(1, HeadSize);
            var tokens = before + Length + after;
            float[] qkv = [.. Within(Q, before, after), .. Within(K, before, after), .. Within(V, before, after)];
            var context = new float[tokens * layout.PaddedWidth];
            var scratch = new float[Attention.ScratchLength(layout, Length)];
            for (var start = 0; start < Length; start += queryChunk)
                Attention.Run(layout, qkv, tokens, before, Length, 0, start, Math.Min(queryChunk, Length - start), slope, context, layout.PaddedWidth, scratch);
            return context[(before * HeadSize)..^(after * HeadSize)];
        }

        public double[] Reference(float slope, int keys = int.MaxValue)
        {
            var output = Attention.Reference(Doubles(Q), Doubles(K), Doubles(V), Length, HeadSize, slope);
            if (keys >= Length) return output;
            // Without the last key: take its share out again.
            var last = Attention.Reference(Doubles(Q), Doubles(K), [.. Enumerable.Range(0, V.Length).Select(i => i / HeadSize >= keys ? 1.0 : 0)], Length, HeadSize, slope);
            return [.. output.Select((x, i) => (x - last[i] * V[keys * HeadSize + i % HeadSize]) / (1 - last[i]))];
        }

        private static double[] Doubles(float[] x) => [.. x.Select(value => (double)value)];

        private static float[] Within(float[] rows, int before, int after) =>
            [.. TestData.Uniform(before * HeadSize, 20, 9), .. rows, .. TestData.Uniform(after * HeadSize, 21, 9)];
    }
}
