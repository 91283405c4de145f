namespace JinaSharp.Inference.Tests.Kernels;

/// <summary>Seeded numbers.</summary>
internal static class TestData
{
    public static float[] Uniform(int count, int seed, float scale = 1)
    {
        var random = new Random(seed);
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = ((float)random.NextDouble() * 2 - 1) * scale;
        return values;
    }

    /// <summary>Uniform numbers with only the bits of a bfloat16.</summary>
    public static float[] UniformBFloat16(int count, int seed) =>
        [.. Uniform(count, seed).Select(v => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(v) & 0xFFFF0000u))];
}
