namespace JinaSharp.Stores.Copying;

/// <summary>Compares a record with its copy.</summary>
internal sealed class RecordComparison(VectorCollectionDefinition definition)
{
    // Single precision, once normalised; a half-precision store keeps eleven bits.
    private const double SmallestCosine = 0.99999;
    private const double SmallestCosineOfHalves = 0.999;
    private const double LargestRelativeError = 1e-5;
    private const double LargestRelativeErrorOfHalves = 2e-3;

    private readonly Dictionary<string, VectorDefinition> _vectors = definition.Vectors.ToDictionary(vector => vector.Name, StringComparer.Ordinal);

    /// <summary>How they differ, in words; null when they do not.</summary>
    public string? Difference(VectorRecord original, VectorRecord copy)
    {
        if (original.Text != copy.Text) return "its text differs";
        if (original.Payload.Count != copy.Payload.Count) return $"it has {original.Payload.Count} payload values, its copy {copy.Payload.Count}";
        foreach (var (name, value) in original.Payload)
            if (!copy.Payload.TryGetValue(name, out var other) || other != value)
                return $"its payload '{name}' differs";
        if (original.Vectors.Count != copy.Vectors.Count) return $"it has {original.Vectors.Count} vectors, its copy {copy.Vectors.Count}";
        foreach (var (name, vector) in original.Vectors)
            if (!copy.Vectors.TryGetValue(name, out var other) || !Same(vector, other, _vectors[name]))
                return $"its vector '{name}' differs";
        return null;
    }

    private static bool Same(VectorValue left, VectorValue right, VectorDefinition vector) => (left, right) switch
    {
        (DenseVector a, DenseVector b) => Same(a.Values.Span, b.Values.Span, vector),
        (MultiVector a, MultiVector b) => a.RowDimensions == b.RowDimensions && a.Values.Length == b.Values.Length && SameRows(a, b, vector),
        (SparseVector a, SparseVector b) => a.Indices.Span.SequenceEqual(b.Indices.Span) && Near(a.Values.Span, b.Values.Span, LargestRelativeError),
        (BinaryVector a, BinaryVector b) => a.Bits.Span.SequenceEqual(b.Bits.Span),
        _ => false,
    };

    private static bool SameRows(MultiVector left, MultiVector right, VectorDefinition vector)
    {
        for (var row = 0; row < left.RowCount; row++)
        {
            var (start, length) = (row * left.RowDimensions, left.RowDimensions);
            if (!Same(left.Values.Span.Slice(start, length), right.Values.Span.Slice(start, length), vector)) return false;
        }
        return true;
    }

    private static bool Same(ReadOnlySpan<float> left, ReadOnlySpan<float> right, VectorDefinition vector)
    {
        var halves = vector.Storage != VectorStorage.Float32;
        if (left.Length != right.Length) return false;
        if (left.SequenceEqual(right)) return true;
        return vector.Metric == DistanceMetric.Cosine
            ? VectorMath.CosineSimilarity(left, right) >= (halves ? SmallestCosineOfHalves : SmallestCosine)
            : Near(left, right, halves ? LargestRelativeErrorOfHalves : LargestRelativeError);
    }

    private static bool Near(ReadOnlySpan<float> left, ReadOnlySpan<float> right, double error)
    {
        if (left.Length != right.Length) return false;
        float largest = 0;
        foreach (var value in left) largest = Math.Max(largest, Math.Abs(value));
        for (var i = 0; i < left.Length; i++)
            if (Math.Abs(left[i] - right[i]) > error * largest)
                return false;
        return true;
    }
}
