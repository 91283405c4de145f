using System.Runtime.InteropServices;
using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Index;
using JinaSharp.Stores.Embedded.Kernels;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>Kernels of the store against the plain formulas, at odd lengths.</summary>
public unsafe class KernelTests
{
    public static TheoryData<int> Lengths { get; } = [1, 2, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 384, 768, 1000, 1024, 1536];

    [Theory, MemberData(nameof(Lengths))]
    public void Hamming_AnyStrideAndCount_EqualsTheReference(int stride)
    {
        var random = new Random(stride);
        foreach (var count in (int[])[1, 7, 8, 9, 25])
        {
            var (codes, query, distances) = (new byte[count * stride], new byte[stride], new ushort[count]);
            random.NextBytes(codes);
            random.NextBytes(query);
            fixed (byte* c = codes, q = query)
            fixed (ushort* d = distances)
                HammingKernel.Distances(c, stride, count, q, d);

            for (var i = 0; i < count; i++) Assert.Equal(VectorMath.Hamming(codes.AsSpan(i * stride, stride), query), distances[i]);
        }
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Int8Dot_AnyLength_IsExact(int length)
    {
        var random = new Random(length);
        var row = new byte[length];
        random.NextBytes(row);
        var query = new short[length];
        for (var i = 0; i < length; i++) query[i] = (short)random.Next(-Int8Kernel.QueryLimit, Int8Kernel.QueryLimit + 1);
        long expected = 0;
        for (var i = 0; i < length; i++) expected += (sbyte)row[i] * (long)query[i];

        fixed (byte* r = row)
        fixed (short* q = query)
            Assert.Equal(expected, Int8Kernel.Dot((sbyte*)r, q, length));
    }

    [Theory, MemberData(nameof(Lengths))]
    public void LeadingCosine_AnyLength_EqualsTheReference(int length)
    {
        var random = new Random(length);
        foreach (var size in (float[])[1, 1e-30f, 1e30f, 0])
        {
            var (query, row) = (new float[length], new float[length]);
            for (var i = 0; i < length; i++) (query[i], row[i]) = (random.NextSingle() - 0.5f, (random.NextSingle() - 0.5f) * size);
            var product = query.Zip(row, (a, b) => (double)a * b).Sum();
            var norm = Math.Sqrt(row.Sum(value => (double)value * value));

            fixed (float* q = query, r = row)
                Assert.Equal(norm > 0 ? product / norm : 0, LeadingKernel.Cosine(q, r, length), 1e-4);
        }
    }

    [Fact]
    public void Int8Dot_LargestValuesAndDimensions_DoesNotOverflow()
    {
        const int length = 65536;
        var row = Enumerable.Repeat((byte)0x81, length).ToArray();
        var query = Enumerable.Repeat((short)-Int8Kernel.QueryLimit, length).ToArray();

        fixed (byte* r = row)
        fixed (short* q = query)
            Assert.Equal(127L * Int8Kernel.QueryLimit * length, Int8Kernel.Dot((sbyte*)r, q, length));
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Int8Quantize_AnyLength_IsWithinHalfAStep(int length)
    {
        var random = new Random(length);
        var values = Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() * 8) - 4)).ToArray();
        var (row, back) = (new byte[length + 4], new float[length]);

        Int8Kernel.Quantize(values, row);
        Int8Kernel.Dequantize(row, back);

        var step = MemoryMarshal.Read<float>(row.AsSpan(length));
        for (var i = 0; i < length; i++) Assert.Equal(values[i], back[i], step * 0.501);
        Int8Kernel.Quantize(new float[length], row);
        Assert.All(row, value => Assert.Equal(0, value));
    }

    [Fact]
    public void PartialSort_RandomKeys_FrontIsTheSmallestInOrder()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var keys = Enumerable.Range(0, random.Next(1, 400)).Select(_ => (float)random.Next(50)).ToArray();
            var items = Enumerable.Range(0, keys.Length).ToArray();
            var count = random.Next(1, keys.Length + 1);
            var original = (float[])keys.Clone();

            PartialSort.Smallest(keys, items, count);

            Assert.Equal(original.Order().Take(count), keys.Take(count));
            Assert.Equal(keys.Take(count), items.Take(count).Select(item => original[item]));
            Assert.Equal(Enumerable.Range(0, keys.Length), items.Order());
        }
    }

    [Fact]
    public void CodeBytes_AnyDimensions_HoldAllBits()
    {
        for (var dimensions = 1; dimensions < 3000; dimensions++) Assert.True(VectorLayout.CodeBytes(dimensions) * 8 >= dimensions && VectorLayout.CodeBytes(dimensions) % 8 == 0);
    }
}
