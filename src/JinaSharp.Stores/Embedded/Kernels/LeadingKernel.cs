using System.Runtime.Intrinsics;

namespace JinaSharp.Stores.Embedded.Kernels;

/// <summary>Cosine of a query with the leading numbers of rows, whose own length is not stored.</summary>
internal static unsafe class LeadingKernel
{
    // sum(query[i] * row[i]) / sqrt(sum(row[i]²)); 0 for zeros          query, row: [length]
    public static float Cosine(float* query, float* row, int length)
    {
        var i = 0;
        float product = 0, square = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> p0 = default, p1 = default, s0 = default, s1 = default;
            for (; i <= length - 32; i += 32)
            {
                var (a, b) = (Vector512.Load(row + i), Vector512.Load(row + i + 16));
                p0 = Vector512.FusedMultiplyAdd(a, Vector512.Load(query + i), p0);
                p1 = Vector512.FusedMultiplyAdd(b, Vector512.Load(query + i + 16), p1);
                s0 = Vector512.FusedMultiplyAdd(a, a, s0);
                s1 = Vector512.FusedMultiplyAdd(b, b, s1);
            }
            (product, square) = (Vector512.Sum(p0 + p1), Vector512.Sum(s0 + s1));
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Vector256<float> p0 = default, s0 = default;
            for (; i <= length - 8; i += 8)
            {
                var a = Vector256.Load(row + i);
                p0 = Vector256.MultiplyAddEstimate(a, Vector256.Load(query + i), p0);
                s0 = Vector256.MultiplyAddEstimate(a, a, s0);
            }
            (product, square) = (Vector256.Sum(p0), Vector256.Sum(s0));
        }
        for (; i < length; i++)
        {
            product += query[i] * row[i];
            square += row[i] * row[i];
        }
        // Numbers whose squares vanish or overflow: rare enough to be slow.
        return float.IsNormal(square) ? product / MathF.Sqrt(square) : product / MathF.Max(VectorMath.Norm(new ReadOnlySpan<float>(row, length)), float.Epsilon);
    }
}
