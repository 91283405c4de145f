using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace JinaSharp.Inference.Kernels;

/// <summary>Softmax down each of 32 columns, in base 2, over rows that arrive in parts.</summary>
/// <remarks>
/// Weights are relative to 2^maximum of their column. It need not be the greatest score: any reference serves that no score exceeds by more than a
/// float can hold, so <see cref="Raise"/> is left out for parts whose scores are known to be low enough.
/// </remarks>
internal static unsafe class ColumnSoftmax
{
    private const int Columns = MatMul.PanelWidth;

    /// <summary>Raises the maxima to those of a part, and corrects the sums so far.</summary>
    /// <returns>Whether any rose that there was before: then what was computed with it must be multiplied by the factors.</returns>
    public static bool Raise(float* scores, int rows, bool first, float* maxima, float* sums, float* factors)
    {
        if (Vector512.IsHardwareAccelerated) Raise<Lanes512>(scores, rows, first, maxima, sums, factors);
        else if (Vector256.IsHardwareAccelerated) Raise<Lanes256>(scores, rows, first, maxima, sums, factors);
        else if (Vector128.IsHardwareAccelerated) Raise<Lanes128>(scores, rows, first, maxima, sums, factors);
        else Raise<LanesScalar>(scores, rows, first, maxima, sums, factors);
        return !first && new Span<float>(factors, Columns).ContainsAnyExcept(1f);
    }

    /// <summary>Scores become weights, which the sums take up.</summary>
    public static void Weigh(float* scores, int rows, float* maxima, float* sums)
    {
        if (Vector512.IsHardwareAccelerated) Weigh<Lanes512>(scores, rows, maxima, sums);
        else if (Vector256.IsHardwareAccelerated) Weigh<Lanes256>(scores, rows, maxima, sums);
        else if (Vector128.IsHardwareAccelerated) Weigh<Lanes128>(scores, rows, maxima, sums);
        else Weigh<LanesScalar>(scores, rows, maxima, sums);
    }

    // m' = max(m, max_k s[k]); factor = 2^(m - m'); sum' = sum · factor      first: m' = max_k s[k]; factor = 1; sum' = 0
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Raise<V>(float* scores, int rows, bool first, float* maxima, float* sums, float* factors) where V : unmanaged, ILanes<V>
    {
        // Two vectors side by side, here and below: their chains do not wait for each other.
        for (var column = 0; column < Columns; column += 2 * V.Count)
        {
            float* left = scores + column, right = left + V.Count;
            V previousLeft = V.Load(first ? left : maxima + column), previousRight = V.Load(first ? right : maxima + column + V.Count);
            V maximumLeft = previousLeft, maximumRight = previousRight;
            for (nint k = 0; k < rows * Columns; k += Columns)
            {
                maximumLeft = V.Max(maximumLeft, V.Load(left + k));
                maximumRight = V.Max(maximumRight, V.Load(right + k));
            }
            V.Store(maximumLeft, maxima + column);
            V.Store(maximumRight, maxima + column + V.Count);
            V factorLeft = V.All(1), factorRight = factorLeft, sumLeft = V.All(0), sumRight = sumLeft;
            if (!first)
            {
                factorLeft = LaneMath.Exp2(previousLeft - maximumLeft);
                factorRight = LaneMath.Exp2(previousRight - maximumRight);
                sumLeft = V.Load(sums + column) * factorLeft;
                sumRight = V.Load(sums + column + V.Count) * factorRight;
            }
            V.Store(factorLeft, factors + column);
            V.Store(factorRight, factors + column + V.Count);
            V.Store(sumLeft, sums + column);
            V.Store(sumRight, sums + column + V.Count);
        }
    }

    // s[k] = 2^(s[k] - m); sum' = sum + Σ_k s[k]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Weigh<V>(float* scores, int rows, float* maxima, float* sums) where V : unmanaged, ILanes<V>
    {
        for (var column = 0; column < Columns; column += 2 * V.Count)
        {
            float* left = scores + column, right = left + V.Count;
            V maximumLeft = V.Load(maxima + column), maximumRight = V.Load(maxima + column + V.Count);
            V sumLeft = V.Load(sums + column), sumRight = V.Load(sums + column + V.Count);
            for (nint k = 0; k < rows * Columns; k += Columns)
            {
                V weightLeft = LaneMath.Exp2(V.Load(left + k) - maximumLeft), weightRight = LaneMath.Exp2(V.Load(right + k) - maximumRight);
                V.Store(weightLeft, left + k);
                V.Store(weightRight, right + k);
                sumLeft += weightLeft;
                sumRight += weightRight;
            }
            V.Store(sumLeft, sums + column);
            V.Store(sumRight, sums + column + V.Count);
        }
    }
}
