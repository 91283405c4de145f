using System.Runtime.InteropServices;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The number that turns a query's product with a stored row into its score.</summary>
internal static class VectorFactor
{
    // cosine: 1 / |row|, 0 for a zero row; 8-bit rows: times their scale
    public static float Compute(VectorDefinition vector, ReadOnlySpan<byte> stored, ReadOnlySpan<float> numbers)
    {
        var factor = 1.0;
        if (vector.Metric == DistanceMetric.Cosine)
        {
            var norm = VectorMath.Norm(numbers);
            factor = norm > 0 ? 1.0 / norm : 0;
        }
        if (vector.Storage == VectorStorage.Int8) factor *= MemoryMarshal.Read<float>(stored[vector.Dimensions..]);
        return (float)Math.Min(factor, float.MaxValue);
    }
}
