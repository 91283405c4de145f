namespace JinaSharp.Inference.Kernels;

/// <summary>The slopes of symmetric ALiBi: the score of a pair falls by slope times distance.</summary>
internal static class Alibi
{
    /// <summary>2^(-8 (i+1) / n) for a power of two; otherwise those of the next smaller power, then every other one of the next larger.</summary>
    public static float[] Slopes(int heads)
    {
        var power = 1;
        while (power * 2 <= heads) power *= 2;
        var slopes = new float[heads];
        for (var i = 0; i < heads; i++)
            slopes[i] = (float)(i < power
                ? Math.Pow(2, -8.0 / power * (i + 1))
                : Math.Pow(2, -8.0 / (2 * power) * (2 * (i - power) + 1)));
        return slopes;
    }
}
