using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace JinaSharp;

/// <summary>Sums over two float vectors of one length.</summary>
/// <remarks>Four independent sums hide the latency of the multiply-add; one row is read as one stream (benchmark <c>scan</c>).</remarks>
internal static class DotKernel
{
    // sum(left[i] * right[i])          left, right: [length]
    public static float Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        Debug.Assert(left.Length == right.Length);
        return Dot(ref MemoryMarshal.GetReference(left), ref MemoryMarshal.GetReference(right), left.Length);
    }

    public static float Dot(ref float left, ref float right, int length)
    {
        var i = 0;
        var sum = 0f;
        if (Vector512.IsHardwareAccelerated && length >= 16)
        {
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (; i <= length - 64; i += 64)
            {
                s0 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref left, (nuint)i), Vector512.LoadUnsafe(ref right, (nuint)i), s0);
                s1 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref left, (nuint)i + 16), Vector512.LoadUnsafe(ref right, (nuint)i + 16), s1);
                s2 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref left, (nuint)i + 32), Vector512.LoadUnsafe(ref right, (nuint)i + 32), s2);
                s3 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref left, (nuint)i + 48), Vector512.LoadUnsafe(ref right, (nuint)i + 48), s3);
            }
            for (; i <= length - 16; i += 16)
                s0 = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref left, (nuint)i), Vector512.LoadUnsafe(ref right, (nuint)i), s0);
            sum = Vector512.Sum((s0 + s1) + (s2 + s3));
        }
        else if (Vector256.IsHardwareAccelerated && length >= 8)
        {
            Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (; i <= length - 32; i += 32)
            {
                s0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, (nuint)i), Vector256.LoadUnsafe(ref right, (nuint)i), s0);
                s1 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, (nuint)i + 8), Vector256.LoadUnsafe(ref right, (nuint)i + 8), s1);
                s2 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, (nuint)i + 16), Vector256.LoadUnsafe(ref right, (nuint)i + 16), s2);
                s3 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, (nuint)i + 24), Vector256.LoadUnsafe(ref right, (nuint)i + 24), s3);
            }
            for (; i <= length - 8; i += 8)
                s0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref left, (nuint)i), Vector256.LoadUnsafe(ref right, (nuint)i), s0);
            sum = Vector256.Sum((s0 + s1) + (s2 + s3));
        }
        else if (Vector128.IsHardwareAccelerated && length >= 4)
        {
            Vector128<float> s0 = default, s1 = default;
            for (; i <= length - 8; i += 8)
            {
                s0 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, (nuint)i), Vector128.LoadUnsafe(ref right, (nuint)i), s0);
                s1 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, (nuint)i + 4), Vector128.LoadUnsafe(ref right, (nuint)i + 4), s1);
            }
            for (; i <= length - 4; i += 4)
                s0 = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref left, (nuint)i), Vector128.LoadUnsafe(ref right, (nuint)i), s0);
            sum = Vector128.Sum(s0 + s1);
        }
        for (; i < length; i++) sum += Unsafe.Add(ref left, i) * Unsafe.Add(ref right, i);
        return sum;
    }

    // sum((left[i] - right[i])²)          left, right: [length]
    public static float SquaredDistance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        Debug.Assert(left.Length == right.Length);
        return SquaredDistance(ref MemoryMarshal.GetReference(left), ref MemoryMarshal.GetReference(right), left.Length);
    }

    public static float SquaredDistance(ref float left, ref float right, int length)
    {
        var i = 0;
        var sum = 0f;
        if (Vector512.IsHardwareAccelerated && length >= 16)
        {
            Vector512<float> s0 = default, s1 = default;
            for (; i <= length - 32; i += 32)
            {
                var d0 = Vector512.LoadUnsafe(ref left, (nuint)i) - Vector512.LoadUnsafe(ref right, (nuint)i);
                var d1 = Vector512.LoadUnsafe(ref left, (nuint)i + 16) - Vector512.LoadUnsafe(ref right, (nuint)i + 16);
                s0 = Vector512.FusedMultiplyAdd(d0, d0, s0);
                s1 = Vector512.FusedMultiplyAdd(d1, d1, s1);
            }
            for (; i <= length - 16; i += 16)
            {
                var d = Vector512.LoadUnsafe(ref left, (nuint)i) - Vector512.LoadUnsafe(ref right, (nuint)i);
                s0 = Vector512.FusedMultiplyAdd(d, d, s0);
            }
            sum = Vector512.Sum(s0 + s1);
        }
        else if (Vector128.IsHardwareAccelerated && length >= 4)
        {
            Vector128<float> s0 = default;
            for (; i <= length - 4; i += 4)
            {
                var d = Vector128.LoadUnsafe(ref left, (nuint)i) - Vector128.LoadUnsafe(ref right, (nuint)i);
                s0 = Vector128.MultiplyAddEstimate(d, d, s0);
            }
            sum = Vector128.Sum(s0);
        }
        for (; i < length; i++)
        {
            var d = Unsafe.Add(ref left, i) - Unsafe.Add(ref right, i);
            sum += d * d;
        }
        return sum;
    }

    // vector[i] = vector[i] / divisor
    public static void Scale(Span<float> vector, float divisor)
    {
        var factor = 1 / divisor;
        if (float.IsNormal(factor)) System.Numerics.Tensors.TensorPrimitives.Multiply(vector, factor, vector);
        else System.Numerics.Tensors.TensorPrimitives.Divide(vector, divisor, vector);
    }
}
