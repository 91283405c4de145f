using JinaSharp.Inference.Kernels;

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

    /// <summary>The format; skips a test on a processor without tiles for it.</summary>
    public static PanelFormat Held(PanelFormat format)
    {
        if (!MatMul.Holds(format)) Assert.Skip($"Weights are not held as {format} on this processor.");
        return format;
    }

    /// <summary>Uniform numbers that the format holds exactly.</summary>
    public static float[] UniformOf(PanelFormat format, int count, int seed) => format switch
    {
        PanelFormat.BF16 => [.. Uniform(count, seed).Select(v => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(v) & 0xFFFF0000u))],
        PanelFormat.F16 => [.. Uniform(count, seed).Select(v => (float)(Half)v)],
        _ => Uniform(count, seed),
    };
}
