using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Tests.Weights;

public sealed class HalfPrecisionTests
{
    [Theory]
    [InlineData(127.9f, true)]
    [InlineData(-127.9f, true)]
    [InlineData(6e-8f, true)]
    [InlineData(128f, false)]
    [InlineData(-128f, false)]
    [InlineData(float.NegativeInfinity, false)]
    [InlineData(float.NaN, false)]
    public void AreBelow_OneHalfAtAnyPlace_Decides(float value, bool below)
    {
        for (var length = 1; length < 70; length += 3)
            for (var place = 0; place < length; place++)
            {
                var halves = new ushort[length];
                halves[place] = BitConverter.HalfToUInt16Bits((Half)value);

                Assert.Equal(below, HalfPrecision.AreBelow(128, halves));
            }
    }

    [Fact]
    public void AreBelow_Nothing_IsTrue() => Assert.True(HalfPrecision.AreBelow(128, []));
}
