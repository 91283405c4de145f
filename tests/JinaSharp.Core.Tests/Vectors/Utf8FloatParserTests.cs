using System.Buffers;
using System.Globalization;
using System.Text;
using JinaSharp.Vectors;

namespace JinaSharp.Core.Tests.Vectors;

public sealed class Utf8FloatParserTests
{
    [Fact]
    public void ParseArray_RandomBitPatterns_EqualThePlatformsParserBitForBit()
    {
        var random = new Random(20261120);
        for (var round = 0; round < 200; round++)
        {
            var texts = Enumerable.Range(0, 500).Select(_ => Number(random)).ToArray();

            var parsed = Parse($"[{string.Join(round % 2 == 0 ? "," : " ,\n ", texts)}]");

            for (var i = 0; i < texts.Length; i++)
            {
                var expected = float.Parse(texts[i], NumberStyles.Float, CultureInfo.InvariantCulture);
                Assert.True(BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(parsed[i]), $"{texts[i]}: {expected:R} but {parsed[i]:R}");
            }
        }
    }

    [Fact]
    public void ParseArray_MidpointsOfNeighbouringFloats_RoundAsThePlatformDoes()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var bits = random.Next(0x0080_0000, 0x7F00_0000);
            var low = (double)BitConverter.Int32BitsToSingle(bits);
            var middle = (low + BitConverter.Int32BitsToSingle(bits + 1)) / 2;
            foreach (var value in new[] { middle, Math.BitIncrement(middle), Math.BitDecrement(middle) })
            {
                var text = value.ToString("R", CultureInfo.InvariantCulture);
                Assert.Equal(float.Parse(text, CultureInfo.InvariantCulture), Parse($"[{text}]")[0]);
            }
        }
    }

    [Theory]
    [InlineData("0.0000000000000000000", 0f)]
    [InlineData("-0", -0f)]
    [InlineData("0e5", 0f)]
    [InlineData("1E+2", 100f)]
    [InlineData("123456789012345678901234567890", 123456789012345678901234567890f)]
    [InlineData("0.1000000000000000055511151231257827021181583404541015625", 0.1f)]
    [InlineData("1e-45", 1e-45f)]
    [InlineData("1e-400", 0f)]
    [InlineData("16777217", 16777216f)]
    [InlineData("9007199254740993", 9007199254740993f)]
    public void ParseArray_OddNumbers_AreExact(string text, float expected) =>
        Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(Parse($"[{text}]")[0]));

    [Theory]
    [InlineData("[")]
    [InlineData("[1")]
    [InlineData("[1,")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("[01]")]
    [InlineData("[-]")]
    [InlineData("[+1]")]
    [InlineData("[.5]")]
    [InlineData("[1.]")]
    [InlineData("[1e]")]
    [InlineData("[1e+]")]
    [InlineData("[null]")]
    [InlineData("[NaN]")]
    [InlineData("[\"1\"]")]
    [InlineData("[[1]]")]
    [InlineData("{}")]
    [InlineData("")]
    public void ParseArray_NotAListOfNumbers_IsInvalid(string json) =>
        Assert.Equal(OperationStatus.InvalidData, Utf8FloatParser.ParseArray(Padded(json), new float[8], out _, out _));

    [Fact]
    public void ParseArray_WithoutPadding_IsInvalid() =>
        Assert.Equal(OperationStatus.InvalidData, Utf8FloatParser.ParseArray("[1,2,3,4,5,6,7,8]"u8, new float[8], out _, out _));

    [Fact]
    public void ParseArray_EmptyAndFull_ReportWhatTheyTook()
    {
        Assert.Equal(OperationStatus.Done, Utf8FloatParser.ParseArray(Padded("[ ]tail"), [], out var consumed, out var written));
        Assert.Equal((3, 0), (consumed, written));

        Assert.Equal(OperationStatus.Done, Utf8FloatParser.ParseArray(Padded("[1, 2]]"), new float[2], out consumed, out written));
        Assert.Equal((6, 2), (consumed, written));

        Assert.Equal(OperationStatus.DestinationTooSmall, Utf8FloatParser.ParseArray(Padded("[1, 2]"), new float[1], out _, out _));
    }

    private static string Number(Random random)
    {
        var value = random.Next(4) switch
        {
            0 => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)),
            1 => (float)((random.NextDouble() * 2) - 1),
            2 => (float)random.Next(-1000, 1000),
            _ => (float)(random.NextDouble() * Math.Pow(10, random.Next(-40, 38))),
        };
        if (!float.IsFinite(value)) value = 0.5f;
        return random.Next(4) switch
        {
            0 => ((double)value).ToString("R", CultureInfo.InvariantCulture),
            1 => value.ToString("E" + random.Next(1, 12), CultureInfo.InvariantCulture),
            2 when MathF.Abs(value) < 1e6f => value.ToString("F" + random.Next(1, 25), CultureInfo.InvariantCulture),
            _ => value.ToString("R", CultureInfo.InvariantCulture),
        };
    }

    private static float[] Parse(string json)
    {
        var values = new float[1024];
        Assert.Equal(OperationStatus.Done, Utf8FloatParser.ParseArray(Padded(json), values, out var consumed, out var written));
        Assert.Equal(json.Length, consumed);
        return values[..written];
    }

    private static byte[] Padded(string json) => [.. Encoding.UTF8.GetBytes(json), .. new byte[Utf8FloatParser.Padding]];
}
