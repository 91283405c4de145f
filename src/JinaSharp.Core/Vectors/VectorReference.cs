namespace JinaSharp;

/// <summary>The plain formulas in double precision: the oracle of the kernels' tests, and the path for values whose squares leave a float's range.</summary>
internal static class VectorReference
{
    public static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++) sum += (double)left[i] * right[i];
        return sum;
    }

    public static double SquaredDistance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            var difference = (double)left[i] - right[i];
            sum += difference * difference;
        }
        return sum;
    }

    public static double Cosine(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        var norms = Math.Sqrt(Dot(left, left)) * Math.Sqrt(Dot(right, right));
        return norms > 0 ? Math.Clamp(Dot(left, right) / norms, -1, 1) : 0;
    }

    public static void Signs(ReadOnlySpan<float> vector, Span<byte> destination)
    {
        destination.Clear();
        for (var i = 0; i < vector.Length; i++)
            if (vector[i] > 0)
                destination[i / 8] |= (byte)(0x80 >> (i % 8));
    }

    public static int Hamming(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var count = 0;
        for (var i = 0; i < left.Length; i++)
            for (var bits = left[i] ^ right[i]; bits != 0; bits &= bits - 1)
                count++;
        return count;
    }

    public static double MaxSim(ReadOnlySpan<float> query, ReadOnlySpan<float> document, int rowDimensions)
    {
        if (document.IsEmpty) return 0;
        var total = 0.0;
        for (var q = 0; q < query.Length; q += rowDimensions)
        {
            var best = double.NegativeInfinity;
            for (var d = 0; d < document.Length; d += rowDimensions)
                best = Math.Max(best, Dot(query.Slice(q, rowDimensions), document.Slice(d, rowDimensions)));
            total += best;
        }
        return total;
    }
}
