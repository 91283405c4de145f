using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using JinaSharp.Stores.Embedded.Columns;

namespace JinaSharp.Stores.Embedded.Kernels;

/// <summary>Turns vectors in a fixed, seemingly random way before their signs are taken, so that every sign says about as much about the vector's direction.</summary>
/// <remarks>
/// Two rounds, each: signs flipped by a fixed pattern, then the Walsh-Hadamard transform. Where the number of bits is no power of two, a round transforms the
/// first bits and then the last ones, as many as the largest power of two. Without it vectors of mostly zeros (hashed words) have signs that say little. The same on
/// every machine: each number is a sum made in the same order whatever the width of the registers. The pattern and the order are part of the format.
/// </remarks>
internal sealed unsafe class SignRotation
{
    private const int Rounds = 2;

    private static readonly ConcurrentDictionary<int, SignRotation> Known = new();

    // [flip][bit]: 1 or -1, divided by the root of the length, so that the transform after it keeps lengths.
    private readonly float[][] _flips;
    private readonly int _length;
    private readonly int _bits;

    private SignRotation(int bits)
    {
        _bits = bits;
        _length = 1 << System.Numerics.BitOperations.Log2((uint)bits);
        _flips = new float[_length == bits ? Rounds : 2 * Rounds][];
        var factor = 1 / MathF.Sqrt(_length);
        // The finaliser of SplitMix64 over a counter.
        ulong counter = 0;
        for (var flip = 0; flip < _flips.Length; flip++)
        {
            _flips[flip] = new float[_length];
            for (var i = 0; i < _length; i++)
            {
                counter += 0x9E3779B97F4A7C15;
                var mixed = (counter ^ (counter >> 30)) * 0xBF58476D1CE4E5B9;
                mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
                _flips[flip][i] = (mixed >> 63) == 0 ? factor : -factor;
            }
        }
    }

    /// <summary>The rotation for vectors of some dimensions.</summary>
    public static SignRotation For(int dimensions) => Known.GetOrAdd(VectorLayout.CodeBytes(dimensions) * 8, static bits => new SignRotation(bits));

    /// <summary>Rotates a vector.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="rotated">Takes one number for each bit of the code.</param>
    public void Rotate(ReadOnlySpan<float> vector, Span<float> rotated)
    {
        // Numbers near the limit of floats must not become infinite; only the direction matters.
        var largest = vector.IsEmpty ? 0 : MathF.Abs(TensorPrimitives.MaxMagnitude(vector));
        if (largest is > 1e30f or < 1e-30f and > 0) TensorPrimitives.Divide(vector, largest, rotated);
        else vector.CopyTo(rotated);
        rotated[vector.Length.._bits].Clear();
        for (var flip = 0; flip < _flips.Length; flip++)
        {
            var part = _length == _bits || flip % 2 == 0 ? rotated[.._length] : rotated[(_bits - _length).._bits];
            TensorPrimitives.Multiply(part, _flips[flip], part);
            fixed (float* numbers = part) Transform(numbers, _length);
        }
    }

    /// <summary>The code of a vector.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="scratch">Room for a number a bit.</param>
    /// <param name="code">Takes the signs, most significant bit first.</param>
    public void Encode(ReadOnlySpan<float> vector, Span<float> scratch, Span<byte> code)
    {
        Rotate(vector, scratch);
        VectorMath.QuantizeBinary(scratch[.._bits], code);
    }

    // The Walsh-Hadamard transform without its factor          numbers: [length], a power of two, at least 64
    private static void Transform(float* numbers, int length)
    {
        for (var i = 0; i < length; i += 16) Sixteen(numbers + i);
        var half = 16;
        // Two steps at a time read and write the numbers half as often.
        for (; half * 2 < length; half *= 4)
            for (var start = 0; start < length; start += 4 * half)
                TwoSteps(numbers + start, half);
        if (half < length) OneStep(numbers, half);
    }

    // The first four steps, between numbers at most eight apart.
    private static void Sixteen(float* numbers)
    {
        var (a, b) = (Pairs(Vector128.Load(numbers)), Pairs(Vector128.Load(numbers + 4)));
        var (c, d) = (Pairs(Vector128.Load(numbers + 8)), Pairs(Vector128.Load(numbers + 12)));
        var (ab, abLess, cd, cdLess) = (a + b, a - b, c + d, c - d);
        (ab + cd).Store(numbers);
        (abLess + cdLess).Store(numbers + 4);
        (ab - cd).Store(numbers + 8);
        (abLess - cdLess).Store(numbers + 12);
    }

    // Sums and differences of neighbours, then of neighbouring pairs: each number is added to its partner, the second of the two negated.
    private static Vector128<float> Pairs(Vector128<float> a)
    {
        a = Vector128.Shuffle(a, Vector128.Create(1, 0, 3, 2)) + (a ^ Vector128.Create(0f, -0f, 0f, -0f));
        return Vector128.Shuffle(a, Vector128.Create(2, 3, 0, 1)) + (a ^ Vector128.Create(0f, 0f, -0f, -0f));
    }

    // The steps of numbers half apart and twice that          numbers: [4 * half]
    private static void TwoSteps(float* numbers, int half)
    {
        float* second = numbers + half, third = numbers + (2 * half), fourth = numbers + (3 * half);
        if (Vector512.IsHardwareAccelerated)
        {
            for (var i = 0; i < half; i += 16)
            {
                var (a, b, c, d) = (Vector512.Load(numbers + i), Vector512.Load(second + i), Vector512.Load(third + i), Vector512.Load(fourth + i));
                (a, b, c, d) = (a + b, a - b, c + d, c - d);
                (a + c).Store(numbers + i);
                (b + d).Store(second + i);
                (a - c).Store(third + i);
                (b - d).Store(fourth + i);
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (var i = 0; i < half; i += 8)
            {
                var (a, b, c, d) = (Vector256.Load(numbers + i), Vector256.Load(second + i), Vector256.Load(third + i), Vector256.Load(fourth + i));
                (a, b, c, d) = (a + b, a - b, c + d, c - d);
                (a + c).Store(numbers + i);
                (b + d).Store(second + i);
                (a - c).Store(third + i);
                (b - d).Store(fourth + i);
            }
        }
        else
        {
            for (var i = 0; i < half; i += 4)
            {
                var (a, b, c, d) = (Vector128.Load(numbers + i), Vector128.Load(second + i), Vector128.Load(third + i), Vector128.Load(fourth + i));
                (a, b, c, d) = (a + b, a - b, c + d, c - d);
                (a + c).Store(numbers + i);
                (b + d).Store(second + i);
                (a - c).Store(third + i);
                (b - d).Store(fourth + i);
            }
        }
    }

    // The last step          numbers: [2 * half]
    private static void OneStep(float* numbers, int half)
    {
        for (var i = 0; i < half; i += 8)
        {
            var (a, b) = (Vector256.Load(numbers + i), Vector256.Load(numbers + half + i));
            (a + b).Store(numbers + i);
            (a - b).Store(numbers + half + i);
        }
    }
}
