using System.Globalization;
using System.Text;
using System.Text.Json;
using JinaSharp.Stores.Http;
using JinaSharp.TestSupport;

namespace JinaSharp.Stores.Tests.Http;

public sealed class FloatTextTests
{
    [Fact]
    public void Write_EveryKindOfFloat_ReadsBackAsTheSame()
    {
        var random = new Random(5);
        var buffer = new byte[64];
        // Bit patterns over the whole range, then dense ones over the magnitudes that the fast form takes, then its edges.
        IEnumerable<float> values = Enumerable.Range(0, 300_000).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)))
            .Concat(Enumerable.Range(0, 300_000).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 5)))))
            .Concat(new[] { 1e-5f, 1e-4f, 1e-3f, 0.01f, 0.1f, 1f, 10f, 100f, 1000f }.SelectMany(edge => new[] { MathF.BitDecrement(edge), edge, MathF.BitIncrement(edge), -edge }))
            .Concat([0f, -0f, float.Epsilon, float.MaxValue, float.MinValue, 0.5f, 0.25f, 123f]);

        foreach (var value in values.Where(float.IsFinite))
        {
            var text = Encoding.ASCII.GetString(buffer, 0, FloatText.Write(value, buffer));
            if (BitConverter.SingleToInt32Bits(float.Parse(text, CultureInfo.InvariantCulture)) != BitConverter.SingleToInt32Bits(value))
                Assert.Fail($"{value:R} was written as {text}.");
            // As a JSON number, also for readers that go through a double.
            if ((float)JsonDocument.Parse(text).RootElement.GetDouble() != value) Assert.Fail($"{value:R} was written as {text}, which a reader of doubles takes for another.");
        }
    }

    [Theory]
    [InlineData(0.5f, "0.5")]
    [InlineData(-0.25f, "-0.25")]
    [InlineData(1f, "1")]
    [InlineData(0f, "0")]
    [InlineData(0.1f, "0.100000001")]
    [InlineData(12.5f, "12.5")]
    public void Write_Simple_IsShort(float value, string expected)
    {
        var buffer = new byte[64];

        Assert.Equal(expected, Encoding.ASCII.GetString(buffer, 0, FloatText.Write(value, buffer)));
    }

    [Fact]
    public void WriteFloats_Vector_AllocatesNothingPerNumber()
    {
        var vector = new float[4096];
        for (var i = 0; i < vector.Length; i++) vector[i] = MathF.Sin(i);
        using var body = new JsonBody(1 << 20);
        body.WriteFloats(vector);

        Assert.InRange(Allocations.LeastOf(() => body.WriteFloats(vector)), 0, 1024);
    }
}
