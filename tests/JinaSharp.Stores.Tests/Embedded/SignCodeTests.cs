using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Kernels;
using JinaSharp.Stores.Embedded.Search;

namespace JinaSharp.Stores.Tests.Embedded;

/// <summary>The rotation before signs are taken, products with signs, and the choice of the nearest codes, against plain formulas.</summary>
public unsafe class SignCodeTests
{
    public static TheoryData<int> Dimensions { get; } = [1, 3, 64, 65, 100, 128, 180, 256, 384, 512, 700, 768, 1024, 1200, 1536, 2048, 3072];

    [Theory, MemberData(nameof(Dimensions))]
    public void Rotate_AnyDimensions_EqualsThePlainTransform(int dimensions)
    {
        var vector = Floats(dimensions, dimensions);
        var rotated = new float[VectorLayout.CodeBytes(dimensions) * 8];

        SignRotation.For(dimensions).Rotate(vector, rotated);

        var expected = PlainRotation(vector, rotated.Length);
        for (var i = 0; i < rotated.Length; i++) Assert.Equal(expected[i], rotated[i], 1e-4);
        // A rotation keeps lengths.
        Assert.Equal(VectorMath.Norm(vector), VectorMath.Norm(rotated), 1e-4 * VectorMath.Norm(vector));
    }

    // The pattern is part of the format: these are the codes of files. The same with every instruction set.
    [Theory]
    [InlineData(64, "CD261B44")]
    [InlineData(180, "529A2A1B")]
    [InlineData(1024, "43E492D9")]
    public void Encode_KnownVectors_GiveTheCodesOfTheFormat(int dimensions, string checksum)
    {
        var code = new byte[VectorLayout.CodeBytes(dimensions)];
        var vector = new float[dimensions];
        for (var i = 0; i < dimensions; i++) vector[i] = ((i * 37 % 101) - 50) / 64f;

        SignRotation.For(dimensions).Encode(vector, new float[code.Length * 8], code);

        Assert.Equal(checksum, JinaSharp.Stores.Embedded.Storage.Checksum.Compute(code).ToString("X8", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Rotate_LargestAndSmallestNumbers_StayFinite()
    {
        foreach (var size in (float[])[float.MaxValue, 1e-42f, 0])
        {
            var rotated = new float[128];
            SignRotation.For(128).Rotate(Enumerable.Repeat(size, 128).ToArray(), rotated);
            Assert.All(rotated, number => Assert.True(float.IsFinite(number)));
            Assert.Equal(size != 0, rotated.Any(number => number != 0));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(13)]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(128)]
    [InlineData(4096)]
    public void SignProduct_AnyLength_IsExact(int bytes)
    {
        var random = new Random(bytes);
        foreach (var full in (bool[])[false, true])
        {
            var code = new byte[bytes];
            var query = new sbyte[bytes * 8];
            random.NextBytes(code);
            if (full) code.AsSpan().Fill(255);
            for (var i = 0; i < query.Length; i++) query[i] = full ? (sbyte)-SignProductKernel.QueryLimit : (sbyte)random.Next(-SignProductKernel.QueryLimit, SignProductKernel.QueryLimit + 1);
            var expected = Enumerable.Range(0, query.Length).Where(i => (code[i / 8] & (0x80 >> (i % 8))) != 0).Sum(i => query[i]);

            foreach (var front in (int[])[0, bytes / 3, Math.Min(64, bytes), bytes])
                fixed (byte* c = code)
                fixed (sbyte* q = query)
                    Assert.Equal(expected, SignProductKernel.Sum(c, front, c + front, bytes - front, q));
        }
    }

    [Fact]
    public void QuantizeQuery_AnyNumbers_RoundsToTheNearest()
    {
        var numbers = Floats(9, 256);
        numbers[77] = -2;
        var integers = new sbyte[256];

        SignProductKernel.QuantizeQuery(numbers, integers);

        for (var i = 0; i < 256; i++) Assert.Equal(numbers[i] * SignProductKernel.QueryLimit / 2, integers[i], 0.501);
        SignProductKernel.QuantizeQuery(new float[256], integers);
        Assert.All(integers, integer => Assert.Equal(0, integer));
    }

    [Fact]
    public void DistanceList_AnyDistances_KeepsTheSmallest()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var largest = random.Next(1, round % 10 == 0 ? 3000 : 600);
            var wanted = random.Next(1, 300);
            var distances = Enumerable.Range(0, random.Next(1, round % 3 == 0 ? 60_000 : 2000)).Select(_ => (ushort)random.Next(random.Next(largest) + 1)).ToArray();
            Func<int, bool>? accepts = round % 2 == 0 ? null : place => place % 3 != 0;
            using var list = new DistanceList(largest);
            for (var first = 0; first < distances.Length; first += 777) distances.AsSpan(first, Math.Min(777, distances.Length - first)).CopyTo(list.Append(Math.Min(777, distances.Length - first)));

            var kept = list.Smallest(wanted, accepts);

            var expected = Enumerable.Range(0, distances.Length).Where(place => accepts is null || accepts(place)).OrderBy(place => distances[place]).ThenBy(place => place).Take(wanted).Order();
            Assert.Equal(expected, kept);
        }
    }

    [Fact]
    public void DistanceList_SampleSeesOnlyFarOnes_FindsTheNearAllTheSame()
    {
        using var list = new DistanceList(512);
        var distances = list.Append(100_000);
        for (var place = 0; place < distances.Length; place++) distances[place] = (ushort)(place % 24 == 12 ? 20 : place % 24 == 5 && place > 50_000 ? 490 : 500);

        Assert.Equal(5000, list.Smallest(5000, null).Count);
        Assert.Equal(5000, list.Smallest(5000, place => place % 24 != 12).Count);
    }

    // Signs from SplitMix64 and sums by the definition of the Walsh-Hadamard matrix.
    private static double[] PlainRotation(float[] vector, int bits)
    {
        var numbers = new double[bits];
        for (var i = 0; i < vector.Length; i++) numbers[i] = vector[i];
        var length = 1;
        while (length * 2 <= bits) length *= 2;
        ulong state = 0;
        for (var round = 0; round < (length == bits ? 2 : 4); round++)
        {
            var start = length == bits || round % 2 == 0 ? 0 : bits - length;
            var part = new double[length];
            for (var i = 0; i < length; i++)
            {
                state += 0x9E3779B97F4A7C15;
                var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
                mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
                part[i] = (mixed >> 63) == 0 ? numbers[start + i] : -numbers[start + i];
            }
            for (var i = 0; i < length; i++)
            {
                double sum = 0;
                for (var j = 0; j < length; j++) sum += System.Numerics.BitOperations.PopCount((uint)(i & j)) % 2 == 0 ? part[j] : -part[j];
                numbers[start + i] = sum / Math.Sqrt(length);
            }
        }
        return numbers;
    }

    private static float[] Floats(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
