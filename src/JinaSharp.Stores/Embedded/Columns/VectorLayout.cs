using System.Runtime.InteropServices;
using JinaSharp.Stores.Embedded.Kernels;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>How vectors lie in logs and columns.</summary>
/// <remarks>
/// Dense: floats, halves, or signed bytes followed by their scale as a float; binary: packed bits. Multi: the rows as floats. Sparse: a 4-byte
/// count, the positions, the values.
/// </remarks>
internal static class VectorLayout
{
    /// <summary>Bytes of a dense or binary row; 0 for kinds without a fixed size.</summary>
    public static int RowBytes(VectorDefinition vector) => vector.Kind switch
    {
        VectorKind.Dense => vector.Storage switch
        {
            VectorStorage.Float32 => vector.Dimensions * 4,
            VectorStorage.Float16 => vector.Dimensions * 2,
            _ => vector.Dimensions + 4,
        },
        VectorKind.Binary => vector.Dimensions / 8,
        _ => 0,
    };

    /// <summary>Bytes of a sign code: whole cache lines where that wastes little.</summary>
    public static int CodeBytes(int dimensions) => dimensions >= 256 ? (dimensions + 511) / 512 * 64 : (dimensions + 63) / 64 * 8;

    /// <summary>Bytes of a code that lie apart from the others, so that a first comparison of many rows reads no more: one cache line.</summary>
    public static int FrontBytes(int dimensions) => Math.Min(64, CodeBytes(dimensions));

    /// <summary>Whether scores need a factor a row.</summary>
    public static bool HasFactors(VectorDefinition vector) =>
        vector.Kind == VectorKind.Dense && (vector.Metric == DistanceMetric.Cosine || vector.Storage == VectorStorage.Int8);

    /// <summary>Appends a vector in its stored form.</summary>
    /// <exception cref="NotSupportedException">A value does not fit the storage.</exception>
    public static void Write(ByteBuffer buffer, VectorDefinition vector, VectorValue value)
    {
        switch (value)
        {
            case DenseVector dense:
                WriteDense(buffer.Append(RowBytes(vector)), vector, dense.Values.Span);
                break;
            case BinaryVector binary:
                buffer.WriteBytes(binary.Bits.Span);
                break;
            case MultiVector multi:
                buffer.WriteVarint(checked((uint)multi.Values.Length * 4));
                buffer.WriteFloats(multi.Values.Span);
                break;
            case SparseVector sparse:
                buffer.WriteVarint(checked((uint)(4 + (sparse.Indices.Length * 8))));
                buffer.WriteInt32(sparse.Indices.Length);
                buffer.WriteBytes(MemoryMarshal.AsBytes(sparse.Indices.Span));
                buffer.WriteFloats(sparse.Values.Span);
                break;
        }
    }

    /// <summary>Makes a vector from its stored form.</summary>
    public static VectorValue Read(VectorDefinition vector, ReadOnlySpan<byte> bytes)
    {
        switch (vector.Kind)
        {
            case VectorKind.Dense:
                var values = new float[vector.Dimensions];
                ReadDense(vector, bytes, values);
                return new DenseVector(values);
            case VectorKind.Binary:
                return new BinaryVector(bytes.ToArray());
            case VectorKind.Multi:
                return new MultiVector(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), vector.Dimensions);
            default:
                SplitSparse(bytes, out var positions, out var weights);
                return new SparseVector(positions.ToArray(), weights.ToArray());
        }
    }

    /// <summary>The numbers of a stored dense row.</summary>
    public static void ReadDense(VectorDefinition vector, ReadOnlySpan<byte> row, Span<float> values)
    {
        switch (vector.Storage)
        {
            case VectorStorage.Float32:
                MemoryMarshal.Cast<byte, float>(row)[..values.Length].CopyTo(values);
                break;
            case VectorStorage.Float16:
                System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(row)[..values.Length], values);
                break;
            default:
                Int8Kernel.Dequantize(row, values);
                break;
        }
    }

    /// <summary>The positions and weights of a stored sparse vector.</summary>
    public static void SplitSparse(ReadOnlySpan<byte> bytes, out ReadOnlySpan<uint> positions, out ReadOnlySpan<float> weights)
    {
        var count = MemoryMarshal.Read<int>(bytes);
        positions = MemoryMarshal.Cast<byte, uint>(bytes.Slice(4, count * 4));
        weights = MemoryMarshal.Cast<byte, float>(bytes.Slice(4 + (count * 4), count * 4));
    }

    private static void WriteDense(Span<byte> row, VectorDefinition vector, ReadOnlySpan<float> values)
    {
        switch (vector.Storage)
        {
            case VectorStorage.Float32:
                MemoryMarshal.AsBytes(values).CopyTo(row);
                break;
            case VectorStorage.Float16:
                var halves = MemoryMarshal.Cast<byte, Half>(row);
                for (var i = 0; i < values.Length; i++)
                {
                    halves[i] = (Half)values[i];
                    if (!Half.IsFinite(halves[i])) throw new NotSupportedException($"value {i} is {values[i]}, beyond half precision (65504); store the vector as Float32.");
                }
                break;
            default:
                Int8Kernel.Quantize(values, row);
                break;
        }
    }
}
