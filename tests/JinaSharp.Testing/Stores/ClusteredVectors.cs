using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace JinaSharp.Testing.Stores;

/// <summary>Reproducible vectors that behave somewhat like embeddings: points around clusters in a space of few dimensions, mapped into many whose weight decays, with noise; unit length.</summary>
/// <remarks>
/// <c>z = 0.75 * centre + 0.66 * g</c> in 48 dimensions, <c>x[j] = (sum(z[l] * w[l][j]) + 0.3 * g[j]) / sqrt(1 + j / 64)</c>, normalised; g, centres and w are
/// Gaussian, w divided by <c>sqrt(48)</c>. A row depends on the seed and its number alone.
/// </remarks>
public sealed class ClusteredVectors
{
    private const int Latent = 48;

    private readonly int _seed;
    private readonly float[] _centres;
    private readonly float[] _weights;
    private readonly float[] _spectrum;
    private readonly int _clusters;

    /// <summary>Creates the generator.</summary>
    /// <param name="dimensions">The number of dimensions.</param>
    /// <param name="clusters">The number of clusters.</param>
    /// <param name="seed">The seed of the rows; the space itself is always the same.</param>
    public ClusteredVectors(int dimensions, int clusters, int seed)
    {
        Dimensions = dimensions;
        _clusters = clusters;
        _seed = seed;
        var random = new Random(11);
        _centres = new float[clusters * Latent];
        _weights = new float[Latent * dimensions];
        FillGaussian(random, _centres);
        FillGaussian(random, _weights);
        TensorPrimitives.Divide(_weights, MathF.Sqrt(Latent), _weights);
        _spectrum = [.. Enumerable.Range(0, dimensions).Select(i => 1 / MathF.Sqrt(1 + (i / 64f)))];
    }

    /// <summary>The number of dimensions.</summary>
    public int Dimensions { get; }

    /// <summary>Writes one row.</summary>
    /// <param name="row">The row's number.</param>
    /// <param name="vector">Takes the vector.</param>
    public void Write(int row, Span<float> vector)
    {
        var random = new Random(unchecked((_seed * 1_000_003) + row));
        FillGaussian(random, vector);
        TensorPrimitives.Multiply(vector, 0.3f, vector);
        Span<float> latent = stackalloc float[Latent];
        FillGaussian(random, latent);
        var centre = _centres.AsSpan(random.Next(_clusters) * Latent, Latent);
        for (var l = 0; l < Latent; l++)
            TensorPrimitives.MultiplyAdd(_weights.AsSpan(l * Dimensions, Dimensions), (0.75f * centre[l]) + (0.66f * latent[l]), vector, vector);
        TensorPrimitives.Multiply(vector, _spectrum, vector);
        VectorMath.Normalize(vector);
    }

    /// <summary>One row.</summary>
    /// <param name="row">The row's number.</param>
    /// <returns>The vector.</returns>
    public float[] Row(int row)
    {
        var vector = new float[Dimensions];
        Write(row, vector);
        return vector;
    }

    // Box and Muller: two uniform numbers make two Gaussian ones.
    private static void FillGaussian(Random random, Span<float> values)
    {
        var half = (values.Length + 1) / 2;
        Span<uint> bits = half <= 1024 ? stackalloc uint[half * 2] : new uint[half * 2];
        random.NextBytes(MemoryMarshal.AsBytes(bits));
        Span<float> radius = half <= 1024 ? stackalloc float[half] : new float[half];
        Span<float> angle = half <= 1024 ? stackalloc float[half] : new float[half];
        Span<float> sine = half <= 1024 ? stackalloc float[half] : new float[half];
        for (var i = 0; i < half; i++)
        {
            radius[i] = ((bits[i] >> 8) + 1) * (1f / 16777216);
            angle[i] = (bits[half + i] >> 8) * (2 * MathF.PI / 16777216);
        }
        TensorPrimitives.Log(radius, radius);
        TensorPrimitives.Multiply(radius, -2, radius);
        TensorPrimitives.Sqrt(radius, radius);
        TensorPrimitives.SinCos(angle, sine, angle);
        TensorPrimitives.Multiply(radius, sine, sine);
        TensorPrimitives.Multiply(radius, angle, angle);
        sine[..Math.Min(half, values.Length)].CopyTo(values);
        angle[..(values.Length - half)].CopyTo(values[half..]);
    }
}
