using System.Runtime.CompilerServices;

namespace JinaSharp.Inference.Kernels;

/// <summary>Functions of one vector that kernels share, accurate to a few units in the last place of a float.</summary>
internal static class LaneMath
{
    /// <summary>1 / ln 2: softmax works on powers of two, with this factor folded into the scores.</summary>
    public const float Log2E = 1.44269504088896341f;

    /// <summary>2^x for x up to 127; below -126 the result is 2^-126 or less, which is nothing in a sum with 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp2<V>(V x) where V : unmanaged, ILanes<V>
    {
        var whole = V.Floor(x, out var r);
        // 2^r on [0, 1]: minimax polynomial of degree 5 that is exact at 0, relative error below 9e-8.
        var p = V.All(1.8671301e-3f);
        p = V.MultiplyAdd(p, r, V.All(9.0170303e-3f));
        p = V.MultiplyAdd(p, r, V.All(5.5799913e-2f));
        p = V.MultiplyAdd(p, r, V.All(2.4016445e-1f));
        p = V.MultiplyAdd(p, r, V.All(6.9315131e-1f));
        p = V.MultiplyAdd(p, r, V.All(1f));
        return V.Scale(p, whole);
    }

    /// <summary>x · Φ(x) with Φ(x) = (1 + erf(x / √2)) / 2: the exact GELU, not the tanh form.</summary>
    /// <remarks>erf by Abramowitz and Stegun 7.1.26, absolute error below 1.5e-7: with z = |x| / √2, 1 - erf z = poly(1 / (1 + 0.3275911 z)) · e^(-z²).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gelu<V>(V x) where V : unmanaged, ILanes<V>
    {
        var z = V.Abs(x) * V.All(0.70710678f);
        var t = V.All(1f) / V.MultiplyAdd(V.All(0.3275911f), z, V.All(1f));
        var p = V.MultiplyAdd(V.All(1.061405429f), t, V.All(-1.453152027f));
        p = V.MultiplyAdd(p, t, V.All(1.421413741f));
        p = V.MultiplyAdd(p, t, V.All(-0.284496736f));
        p = V.MultiplyAdd(p, t, V.All(0.254829592f));
        // Half of 1 - erf z; then Φ = 1/2 ± (1/2 - that).
        var tail = V.All(0.5f) * p * t * Exp2(V.All(-Log2E) * z * z);
        return x * (V.All(0.5f) + V.CopySign(V.All(0.5f) - tail, x));
    }

    /// <summary>The oracle of <see cref="Gelu"/>, in double precision.</summary>
    public static double GeluReference(double x) => x * 0.5 * Erfc(-x / Math.Sqrt(2));

    /// <summary>1 - erf(x), to full double precision: a series near zero, a continued fraction in the tails.</summary>
    private static double Erfc(double x)
    {
        if (x < 0) return 2 - Erfc(-x);
        if (x < 2.5)
        {
            double term = x, sum = x;
            for (var n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum) && n < 200; n++)
            {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
            }
            return 1 - 2 / Math.Sqrt(Math.PI) * sum;
        }
        double fraction = 0;
        for (var n = 60; n > 0; n--) fraction = n / 2.0 / (x + fraction);
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (x + fraction);
    }
}
