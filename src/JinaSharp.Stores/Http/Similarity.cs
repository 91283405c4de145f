using System.Numerics.Tensors;

namespace JinaSharp.Stores.Http;

/// <summary>Compares dense vectors outside the server, on the scale of <see cref="DistanceMetric"/>.</summary>
internal static class Similarity
{
    public static double Of(ReadOnlySpan<float> left, ReadOnlySpan<float> right, DistanceMetric metric) => metric switch
    {
        DistanceMetric.Dot => TensorPrimitives.Dot(left, right),
        DistanceMetric.Euclidean => -TensorPrimitives.Distance(left, right),
        _ => Cosine(left, right),
    };

    private static double Cosine(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var cosine = TensorPrimitives.CosineSimilarity(left, right);
        return float.IsNaN(cosine) ? 0 : cosine;
    }
}
