using System.Runtime.Intrinsics;

namespace JinaSharp.Core.Tests.Vectors;

public class VectorMathTests
{
    /// <summary>Set by <see cref="VectorMathInstructionSetTests"/>: the widest vectors that the child process must report.</summary>
    internal const string ExpectedWidthVariable = "JINASHARP_TEST_VECTOR_BITS";

    public static TheoryData<int> Lengths { get; } =
        [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 255, 384, 511, 768, 1000, 1024, 1025];

    [Fact]
    public void Processor_VectorWidth_IsWhatTheRunAskedFor()
    {
        if (Environment.GetEnvironmentVariable(ExpectedWidthVariable) is not { Length: > 0 } expected) return;

        var width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

        Assert.True(width <= int.Parse(expected), $"The run asked for at most {expected} bits; the runtime uses {width}.");
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Dot_AnyLength_EqualsReference(int length)
    {
        var (left, right) = (Vector(length, 1), Vector(length, 2));

        AssertClose(VectorReference.Dot(left, right), VectorMath.Dot(left, right), length);
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Norm_AnyLength_EqualsReference(int length)
    {
        var vector = Vector(length, 3);

        AssertClose(Math.Sqrt(VectorReference.Dot(vector, vector)), VectorMath.Norm(vector), length);
    }

    [Theory, MemberData(nameof(Lengths))]
    public void EuclideanDistance_AnyLength_EqualsReference(int length)
    {
        var (left, right) = (Vector(length, 4), Vector(length, 5));

        AssertClose(Math.Sqrt(VectorReference.SquaredDistance(left, right)), VectorMath.EuclideanDistance(left, right), length);
    }

    [Theory, MemberData(nameof(Lengths))]
    public void CosineSimilarity_AnyLength_EqualsReference(int length)
    {
        var (left, right) = (Vector(length, 6), Vector(length, 7));

        AssertClose(VectorReference.Cosine(left, right), VectorMath.CosineSimilarity(left, right), 1);
    }

    [Theory]
    [InlineData(1e-25f)]
    [InlineData(1e25f)]
    [InlineData(1e-40f)]
    public void CosineAndNorm_ValuesWhoseSquaresLeaveTheRange_StayRight(float scale)
    {
        float[] left = [.. Vector(70, 8).Select(value => value * scale)];
        float[] right = [.. Vector(70, 9).Select(value => value * scale)];

        Assert.Equal(VectorReference.Cosine(left, right), VectorMath.CosineSimilarity(left, right), 1e-5);
        Assert.Equal(1, VectorMath.Norm(left) / Math.Sqrt(VectorReference.Dot(left, left)), 1e-5);
        Assert.Equal(1, VectorMath.EuclideanDistance(left, right) / Math.Sqrt(VectorReference.SquaredDistance(left, right)), 1e-5);
        VectorMath.Normalize(left);
        Assert.Equal(1, VectorMath.Norm(left), 1e-4);
    }

    [Fact]
    public void ZeroVectors_HaveCosineZeroAndStayZero()
    {
        var zero = new float[33];

        Assert.Equal(0, VectorMath.CosineSimilarity(zero, Vector(33, 10)));
        Assert.Equal(0, VectorMath.CosineSimilarity(zero, zero));
        VectorMath.Normalize(zero);
        Assert.All(zero, value => Assert.Equal(0, value));
    }

    [Theory, MemberData(nameof(Lengths))]
    public void TruncateAndNormalize_AnyLength_IsThePrefixAtUnitLength(int length)
    {
        var vector = Vector(length + 40, 11);

        var cut = VectorMath.TruncateAndNormalize(vector, length);

        Assert.Equal(length, cut.Length);
        if (length == 0) return;
        Assert.Equal(1, VectorMath.Norm(cut), 1e-5);
        Assert.Equal(1, VectorReference.Cosine(cut, vector.AsSpan(0, length)), 1e-6);
    }

    [Fact]
    public void TruncateAndNormalize_TooManyDimensions_Throws()
    {
        var error = Assert.Throws<ArgumentException>(() => VectorMath.TruncateAndNormalize(new float[8], 9));

        Assert.Contains("8 dimensions cannot be cut to 9", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Lengths))]
    public void QuantizeBinary_AnyLength_EqualsReference(int length)
    {
        var vector = Vector(length, 12);
        for (var i = 0; i < length; i += 5) vector[i] = 0;
        var expected = new byte[(length + 7) / 8];
        VectorReference.Signs(vector, expected);

        Assert.Equal(expected, VectorMath.QuantizeBinary(vector));
    }

    [Fact]
    public void QuantizeBinary_MostSignificantBitFirst_AboveZeroOnly()
    {
        Assert.Equal([0b1001_0000, 0b1000_0000], VectorMath.QuantizeBinary([1, -1, 0, 2, -0f, 0, 0, -3, 0.5f]));
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Hamming_AnyLength_EqualsReference(int length)
    {
        var random = new Random(length);
        var (left, right) = (new byte[length], new byte[length]);
        random.NextBytes(left);
        random.NextBytes(right);

        Assert.Equal(VectorReference.Hamming(left, right), VectorMath.Hamming(left, right));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 3, 5)]
    [InlineData(32, 128, 128)]
    [InlineData(33, 13, 7)]
    [InlineData(31, 12, 64)]
    [InlineData(70, 25, 96)]
    [InlineData(5, 11, 130)]
    public void MaxSim_AnyShape_EqualsReference(int queryRows, int documentRows, int dimensions)
    {
        var query = Vector(queryRows * dimensions, 13);
        var document = Vector(documentRows * dimensions, 14);

        AssertClose(VectorReference.MaxSim(query, document, dimensions), VectorMath.MaxSim(query, document, dimensions), queryRows * dimensions);
    }

    [Fact]
    public void MaxSim_NoRows_IsZero()
    {
        Assert.Equal(0, VectorMath.MaxSim([], [1, 2], 2));
        Assert.Equal(0, VectorMath.MaxSim([1, 2], [], 2));
    }

    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(33, 30, 65)]
    [InlineData(128, 100, 48)]
    [InlineData(40, 14, 1)]
    public void PackedVectors_DotProducts_EqualReference(int vectorCount, int rowCount, int dimensions)
    {
        var vectors = Vector(vectorCount * dimensions, 15);
        var rows = Vector(rowCount * dimensions, 16);
        var products = new float[rowCount * vectorCount];

        new PackedVectors(vectors, dimensions).DotProducts(rows, products);

        for (var r = 0; r < rowCount; r++)
            for (var v = 0; v < vectorCount; v++)
                AssertClose(VectorReference.Dot(rows.AsSpan(r * dimensions, dimensions), vectors.AsSpan(v * dimensions, dimensions)), products[(r * vectorCount) + v], dimensions);
    }

    [Fact]
    public void Similarity_EveryMetric_IsLargerForTheCloser()
    {
        float[] query = [1, 2, -1, 0.5f], near = [1.1f, 2, -1, 0.4f], far = [-1, 0.1f, 1, -2];

        foreach (var metric in Enum.GetValues<DistanceMetric>())
            Assert.True(VectorMath.Similarity(metric, query, near) > VectorMath.Similarity(metric, query, far), metric.ToString());
    }

    [Fact]
    public void DifferentLengths_ThrowWithBoth()
    {
        Assert.Contains("3 and 4", Assert.Throws<ArgumentException>(() => VectorMath.Dot(new float[3], new float[4])).Message, StringComparison.Ordinal);
        Assert.Contains("3 and 4", Assert.Throws<ArgumentException>(() => VectorMath.CosineSimilarity(new float[3], new float[4])).Message, StringComparison.Ordinal);
        Assert.Contains("3 and 4", Assert.Throws<ArgumentException>(() => VectorMath.EuclideanDistance(new float[3], new float[4])).Message, StringComparison.Ordinal);
        Assert.Contains("3 and 4", Assert.Throws<ArgumentException>(() => VectorMath.Hamming(new byte[3], new byte[4])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => VectorMath.MaxSim(new float[3], new float[4], 2));
    }

    private static float[] Vector(int length, int seed)
    {
        var random = new Random(seed);
        var vector = new float[length];
        for (var i = 0; i < length; i++) vector[i] = (float)((random.NextDouble() * 2) - 1);
        return vector;
    }

    // A float sum of n terms of size 1 is off by at most n roundings of 2^-24 of its partial sums (each at most n);
    // random signs keep it near sqrt(n): 1e-6 * (1 + n / 8) leaves a margin of ten at every length here.
    private static void AssertClose(double expected, double actual, int terms) => Assert.Equal(expected, actual, 1e-6 * (1 + (terms / 8.0)));
}
