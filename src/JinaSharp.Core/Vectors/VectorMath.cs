using System.Diagnostics.CodeAnalysis;

namespace JinaSharp;

/// <summary>Vector arithmetic on the processor's widest instructions: products, distances, Matryoshka cuts, one-bit codes, MaxSim.</summary>
/// <remarks>
/// Thread-safe; allocates only where an array is returned. Sums are taken in single precision, in an order that depends on the
/// processor: results of two machines may differ in the last digits.
/// </remarks>
public static class VectorMath
{
    /// <summary>The dot product: <c>sum(left[i] * right[i])</c>.</summary>
    /// <param name="left">One vector.</param>
    /// <param name="right">Another of the same length.</param>
    /// <returns>The product; 0 for empty vectors.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        if (left.Length != right.Length) ThrowLengths(left.Length, right.Length);
        return DotKernel.Dot(left, right);
    }

    /// <summary>The Euclidean length: <c>sqrt(sum(vector[i]²))</c>.</summary>
    /// <param name="vector">The vector.</param>
    /// <returns>The length, correct also where the squares leave the range of single precision.</returns>
    public static float Norm(ReadOnlySpan<float> vector)
    {
        var squares = DotKernel.Dot(vector, vector);
        // Squares of very small or large values under- or overflow a float, not a double.
        return squares is > 1e-30f and < 1e30f ? MathF.Sqrt(squares) : (float)Math.Sqrt(VectorReference.Dot(vector, vector));
    }

    /// <summary>The cosine of the angle: <c>dot(left, right) / (|left| * |right|)</c>.</summary>
    /// <param name="left">One vector.</param>
    /// <param name="right">Another of the same length.</param>
    /// <returns>From -1 to 1; 0 when one of them is zero.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float CosineSimilarity(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        if (left.Length != right.Length) ThrowLengths(left.Length, right.Length);
        var dot = DotKernel.Dot(left, right);
        var squares = DotKernel.Dot(left, left) * (double)DotKernel.Dot(right, right);
        return squares is > 1e-30 and < 1e30 && float.IsFinite(dot)
            ? (float)Math.Clamp(dot / Math.Sqrt(squares), -1, 1)
            : (float)VectorReference.Cosine(left, right);
    }

    /// <summary>The Euclidean distance: <c>sqrt(sum((left[i] - right[i])²))</c>.</summary>
    /// <param name="left">One vector.</param>
    /// <param name="right">Another of the same length.</param>
    /// <returns>The distance, at least 0.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float EuclideanDistance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        if (left.Length != right.Length) ThrowLengths(left.Length, right.Length);
        var squares = DotKernel.SquaredDistance(left, right);
        return squares is > 1e-30f and < 1e30f ? MathF.Sqrt(squares) : (float)Math.Sqrt(VectorReference.SquaredDistance(left, right));
    }

    /// <summary>The similarity of two vectors under a metric, larger being better.</summary>
    /// <param name="metric">The metric; <see cref="DistanceMetric.Hamming"/> compares the signs.</param>
    /// <param name="left">One vector.</param>
    /// <param name="right">Another of the same length.</param>
    /// <returns>The similarity, on the scale that <see cref="DistanceMetric"/> states.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Similarity(DistanceMetric metric, ReadOnlySpan<float> left, ReadOnlySpan<float> right) => metric switch
    {
        DistanceMetric.Cosine => CosineSimilarity(left, right),
        DistanceMetric.Dot => Dot(left, right),
        DistanceMetric.Euclidean => -EuclideanDistance(left, right),
        DistanceMetric.Hamming => -Hamming(QuantizeBinary(left), QuantizeBinary(right)),
        _ => throw new ArgumentOutOfRangeException(nameof(metric), metric, "Expected a known metric."),
    };

    /// <summary>Scales a vector to unit length; a zero vector stays zero.</summary>
    /// <param name="vector">The vector, changed in place.</param>
    public static void Normalize(Span<float> vector)
    {
        var norm = Norm(vector);
        if (norm > 0) DotKernel.Scale(vector, norm);
    }

    /// <summary>Keeps the leading dimensions (Matryoshka) and scales them to unit length.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="destination">Takes the result; its length is the number of dimensions to keep.</param>
    /// <exception cref="ArgumentException">The destination is longer than the vector.</exception>
    public static void TruncateAndNormalize(ReadOnlySpan<float> vector, Span<float> destination)
    {
        if (destination.Length > vector.Length)
            throw new ArgumentException($"A vector of {vector.Length} dimensions cannot be cut to {destination.Length}.", nameof(destination));
        vector[..destination.Length].CopyTo(destination);
        Normalize(destination);
    }

    /// <summary>Keeps the leading dimensions (Matryoshka) and scales them to unit length.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="dimensions">How many dimensions to keep.</param>
    /// <returns>The cut vector.</returns>
    /// <exception cref="ArgumentException">The vector has fewer dimensions.</exception>
    public static float[] TruncateAndNormalize(ReadOnlySpan<float> vector, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dimensions);
        var result = new float[dimensions];
        TruncateAndNormalize(vector, result);
        return result;
    }

    /// <summary>One bit a dimension: 1 where the value is above zero. Eight dimensions a byte, most significant bit first, the last byte filled with zeros.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="destination">Takes the bytes; at least an eighth of the dimensions, rounded up.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static void QuantizeBinary(ReadOnlySpan<float> vector, Span<byte> destination)
    {
        var byteCount = (vector.Length + 7) / 8;
        if (destination.Length < byteCount)
            throw new ArgumentException($"The signs of {vector.Length} dimensions need {byteCount} bytes; found room for {destination.Length}.", nameof(destination));
        BitKernel.Signs(vector, destination[..byteCount]);
    }

    /// <summary>One bit a dimension: 1 where the value is above zero. Eight dimensions a byte, most significant bit first, the last byte filled with zeros.</summary>
    /// <param name="vector">The vector.</param>
    /// <returns>The bytes.</returns>
    public static byte[] QuantizeBinary(ReadOnlySpan<float> vector)
    {
        var result = new byte[(vector.Length + 7) / 8];
        BitKernel.Signs(vector, result);
        return result;
    }

    /// <summary>The number of bits in which two codes differ.</summary>
    /// <param name="left">One code.</param>
    /// <param name="right">Another of the same length.</param>
    /// <returns>The number of differing bits.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static int Hamming(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length) ThrowLengths(left.Length, right.Length);
        return BitKernel.Hamming(left, right);
    }

    /// <summary>Late interaction: each query row's best dot product with a document row, summed over the query rows.</summary>
    /// <param name="query">The query's rows, one after another.</param>
    /// <param name="document">The document's rows, one after another.</param>
    /// <param name="rowDimensions">The number of dimensions of a row.</param>
    /// <returns>The score; 0 when either has no rows.</returns>
    /// <remarks>For one query against many documents make a <see cref="PackedVectors"/> of the query once.</remarks>
    /// <exception cref="ArgumentException">A length is not a whole number of rows.</exception>
    public static float MaxSim(ReadOnlySpan<float> query, ReadOnlySpan<float> document, int rowDimensions) =>
        new PackedVectors(query, rowDimensions).MaxSim(document);

    [DoesNotReturn]
    private static void ThrowLengths(int left, int right) =>
        throw new ArgumentException($"Two vectors are compared that have {left} and {right} elements; expected the same number.");
}
