using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Tests.Embedded;

public sealed class ChecksumTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16_319)]
    [InlineData(16_320)]
    [InlineData(16_321)]
    [InlineData(32_640)]
    [InlineData(65_536)]
    [InlineData(70_003)]
    public void Compute_AnyLengthAndSeed_EqualsBitByBit(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        foreach (var seed in (uint[])[0, 1, 0xDEADBEEF]) Assert.Equal(BitByBit(bytes, seed), Checksum.Compute(bytes, seed));
    }

    [Fact]
    public void Compute_CheckValue_IsThatOfCrc32C() => Assert.Equal(0xE3069283u, Checksum.Compute("123456789"u8));

    private static uint BitByBit(ReadOnlySpan<byte> bytes, uint seed)
    {
        var crc = ~seed;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
        }
        return ~crc;
    }
}
