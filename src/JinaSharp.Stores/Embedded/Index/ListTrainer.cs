using System.Numerics.Tensors;

namespace JinaSharp.Stores.Embedded.Index;

/// <summary>Finds centres for inverted lists (k-means on the sphere over a sample) and the nearest centre of every row.</summary>
internal static class ListTrainer
{
    private const int SampleRows = 40_000;
    private const int Rounds = 6;
    private const int BlockRows = 60;

    /// <summary>The number of lists for a number of rows.</summary>
    public static int ListCount(int rows) => Math.Clamp((int)Math.Sqrt(rows), Math.Clamp(rows / 64, 1, 1024), 16384) / 32 * 32 is var count and > 0 ? count : 1;

    /// <summary>Centres of unit length: <c>[lists][dimensions]</c>.</summary>
    public static float[] Train(VectorRows rows, int lists, CancellationToken cancellationToken)
    {
        var dimensions = rows.Dimensions;
        var random = new Random(1);
        var sampleCount = Math.Min(rows.Count, SampleRows);
        // Half precision: the centres of thousands of rows don't notice, and it is the largest array that a merge needs.
        var sample = new Half[checked(sampleCount * dimensions)];
        var unit = new float[dimensions];
        for (var i = 0; i < sampleCount; i++)
        {
            rows.ReadUnit((int)((long)i * rows.Count / sampleCount), unit);
            TensorPrimitives.ConvertToHalf(unit, sample.AsSpan(i * dimensions, dimensions));
        }
        var centres = new float[lists * dimensions];
        for (var list = 0; list < lists; list++) Sampled(random.Next(sampleCount), 1, centres.AsSpan(list * dimensions, dimensions));
        var nearest = new int[sampleCount];
        for (var round = 0; round < Rounds; round++)
        {
            var packed = new PackedVectors(centres, dimensions);
            Parallel.For(0, (sampleCount + BlockRows - 1) / BlockRows, new ParallelOptions { CancellationToken = cancellationToken }, () => new float[BlockRows * dimensions], (block, _, buffer) =>
            {
                var count = Math.Min(BlockRows, sampleCount - (block * BlockRows));
                Sampled(block * BlockRows, count, buffer);
                Assign(packed, buffer.AsSpan(0, count * dimensions), nearest.AsSpan(block * BlockRows));
                return buffer;
            }, _ => { });
            Array.Clear(centres);
            var counts = new int[lists];
            for (var i = 0; i < sampleCount; i++)
            {
                counts[nearest[i]]++;
                var centre = centres.AsSpan(nearest[i] * dimensions, dimensions);
                Sampled(i, 1, unit);
                TensorPrimitives.Add(centre, unit, centre);
            }
            for (var list = 0; list < lists; list++)
            {
                var centre = centres.AsSpan(list * dimensions, dimensions);
                // A list that nothing is near to starts again elsewhere.
                if (counts[list] == 0) Sampled(random.Next(sampleCount), 1, centre);
                else VectorMath.Normalize(centre);
            }
        }
        return centres;

        void Sampled(int first, int count, Span<float> values) => TensorPrimitives.ConvertToSingle(sample.AsSpan(first * dimensions, count * dimensions), values);
    }

    /// <summary>The nearest centre of every row.</summary>
    public static int[] Assign(VectorRows rows, float[] centres, CancellationToken cancellationToken)
    {
        var packed = new PackedVectors(centres, rows.Dimensions);
        var nearest = new int[rows.Count];
        Parallel.For(0, (rows.Count + BlockRows - 1) / BlockRows, new ParallelOptions { CancellationToken = cancellationToken }, () => new float[BlockRows * rows.Dimensions], (block, _, buffer) =>
        {
            var first = block * BlockRows;
            var count = Math.Min(BlockRows, rows.Count - first);
            for (var i = 0; i < count; i++) rows.ReadUnit(first + i, buffer.AsSpan(i * rows.Dimensions, rows.Dimensions));
            Assign(packed, buffer.AsSpan(0, count * rows.Dimensions), nearest.AsSpan(first));
            return buffer;
        }, _ => { });
        return nearest;
    }

    private static void Assign(PackedVectors centres, ReadOnlySpan<float> rows, Span<int> nearest)
    {
        var count = rows.Length / centres.Dimensions;
        var products = System.Buffers.ArrayPool<float>.Shared.Rent(count * centres.Count);
        centres.DotProducts(rows, products);
        for (var row = 0; row < count; row++) nearest[row] = TensorPrimitives.IndexOfMax(products.AsSpan(row * centres.Count, centres.Count));
        System.Buffers.ArrayPool<float>.Shared.Return(products);
    }
}
