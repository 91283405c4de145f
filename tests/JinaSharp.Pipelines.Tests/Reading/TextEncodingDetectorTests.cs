using System.Text;
using JinaSharp.Pipelines.Reading;

namespace JinaSharp.Pipelines.Tests.Reading;

public sealed class TextEncodingDetectorTests
{
    private const string Sample = "Größe, naïveté, плюс 東京: a sentence with enough plain words to be told apart.";

    public static TheoryData<string, bool> Encodings => new()
    {
        { "utf-8", false }, { "utf-8", true }, { "utf-16", true }, { "utf-16BE", true }, { "utf-32", true }, { "utf-16", false }, { "utf-16BE", false },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Detect_EncodedText_IsDecodedAsItWas(string name, bool withMark)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. withMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Sample)];

        var found = TextEncodingDetector.Detect(bytes, isWhole: true);

        Assert.Equal(Sample, found.Encoding!.GetString(bytes, found.PreambleLength, bytes.Length - found.PreambleLength));
        Assert.False(found.IsFallback || found.IsDamaged);
    }

    [Fact]
    public void Detect_Latin1_FallsBackAndKeepsTypographicQuotes()
    {
        byte[] bytes = [0x93, .. Encoding.Latin1.GetBytes("Käse für Jürgen"), 0x94];

        var found = TextEncodingDetector.Detect(bytes, isWhole: true);

        Assert.True(found.IsFallback);
        Assert.Equal("“Käse für Jürgen”", found.Encoding!.GetString(bytes));
    }

    [Fact]
    public void Detect_Utf8WithAFewBrokenBytes_StaysUtf8()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("Größe Größe Größe Größe Größe"), 0xff, .. Encoding.UTF8.GetBytes(" Ende")];

        var found = TextEncodingDetector.Detect(bytes, isWhole: true);

        Assert.True(found.IsDamaged);
        Assert.Equal("Größe Größe Größe Größe Größe\ufffd Ende", found.Encoding!.GetString(bytes));
    }

    [Fact]
    public void Detect_SampleCutInsideACharacter_IsUtf8()
    {
        var bytes = Encoding.UTF8.GetBytes("word 東京");

        for (var length = 1; length <= bytes.Length; length++)
            Assert.False(TextEncodingDetector.Detect(bytes.AsSpan(0, length), isWhole: false) is { IsFallback: true } or { IsDamaged: true }, $"{length} bytes");
    }

    [Theory]
    [InlineData("89504E470D0A1A0A0000")]
    [InlineData("255044462D312E370A25")]
    [InlineData("1F8B0800000000000003")]
    [InlineData("7F454C46020101000000")]
    [InlineData("00010203040506070809")]
    [InlineData("0102030405060708090A")]
    public void Detect_Binary_IsToldApart(string hex) => Assert.True(TextEncodingDetector.Detect(Convert.FromHexString(hex), isWhole: true).IsBinary);

    [Fact]
    public void Detect_RandomBytes_NeverThrows()
    {
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            _ = TextEncodingDetector.Detect(bytes, isWhole: i % 2 == 0);
        }
    }
}
