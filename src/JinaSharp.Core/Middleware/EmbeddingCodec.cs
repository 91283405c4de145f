using System.Buffers.Binary;
using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.AI;

namespace JinaSharp.Middleware;

/// <summary>Embeddings as bytes for the cache: kind, length of the model's name, name, count, values (little-endian).</summary>
internal static class EmbeddingCodec
{
    private const byte Float = 1, Half = 2, Double = 3, UnsignedByte = 4, SignedByte = 5, Bits = 6, Multi = 7, Sparse = 8;

    public static byte[] Encode(Embedding embedding) => embedding switch
    {
        Embedding<float> one => Pack(Float, one, one.Vector.Length, MemoryMarshal.AsBytes(one.Vector.Span)),
        Embedding<System.Half> one => Pack(Half, one, one.Vector.Length, MemoryMarshal.AsBytes(one.Vector.Span)),
        Embedding<double> one => Pack(Double, one, one.Vector.Length, MemoryMarshal.AsBytes(one.Vector.Span)),
        Embedding<byte> one => Pack(UnsignedByte, one, one.Vector.Length, one.Vector.Span),
        Embedding<sbyte> one => Pack(SignedByte, one, one.Vector.Length, MemoryMarshal.AsBytes(one.Vector.Span)),
        BinaryEmbedding one => Pack(Bits, one, one.Vector.Length, ToBytes(one.Vector)),
        MultiVectorEmbedding one => Pack(Multi, one, one.Values.Length, [.. BitConverter.GetBytes(one.RowDimensions), .. MemoryMarshal.AsBytes(one.Values.Span)]),
        SparseEmbedding { Tokens: null } one => Pack(Sparse, one, one.Indices.Length, [.. MemoryMarshal.AsBytes(one.Indices.Span), .. MemoryMarshal.AsBytes(one.Values.Span)]),
        _ => throw new NotSupportedException($"Embeddings of the type {embedding.GetType().Name} cannot be cached; float, Half, double, byte, sbyte, binary, multi-vector and sparse (without tokens) can."),
    };

    /// <summary>The embedding; null when the bytes are not one.</summary>
    public static Embedding? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 7) return null;
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]);
        if (bytes.Length < 7 + nameLength) return null;
        var model = nameLength == 0 ? null : Encoding.UTF8.GetString(bytes.Slice(3, nameLength));
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[(3 + nameLength)..]);
        var embedding = Decode(bytes[0], count, bytes[(7 + nameLength)..]);
        if (embedding is not null) embedding.ModelId = model;
        return embedding;
    }

    private static Embedding? Decode(byte kind, int count, ReadOnlySpan<byte> values)
    {
        if (count < 0) return null;
        return kind switch
        {
            Float when values.Length == 4L * count => new Embedding<float>(MemoryMarshal.Cast<byte, float>(values).ToArray()),
            Half when values.Length == 2L * count => new Embedding<System.Half>(MemoryMarshal.Cast<byte, System.Half>(values).ToArray()),
            Double when values.Length == 8L * count => new Embedding<double>(MemoryMarshal.Cast<byte, double>(values).ToArray()),
            UnsignedByte when values.Length == count => new Embedding<byte>(values.ToArray()),
            SignedByte when values.Length == count => new Embedding<sbyte>(MemoryMarshal.Cast<byte, sbyte>(values).ToArray()),
            Bits when values.Length == (count + 7L) / 8 => new BinaryEmbedding(new BitArray(values.ToArray()) { Length = count }),
            Multi when values.Length == 4 + 4L * count && BinaryPrimitives.ReadInt32LittleEndian(values) is > 0 and var width && count % width == 0 =>
                new MultiVectorEmbedding(MemoryMarshal.Cast<byte, float>(values[4..]).ToArray(), width),
            Sparse when values.Length == 8L * count => new SparseEmbedding(
                MemoryMarshal.Cast<byte, uint>(values[..(4 * count)]).ToArray(), MemoryMarshal.Cast<byte, float>(values[(4 * count)..]).ToArray()),
            _ => null,
        };
    }

    private static byte[] Pack(byte kind, Embedding embedding, int count, ReadOnlySpan<byte> values)
    {
        var name = Encoding.UTF8.GetBytes(embedding.ModelId ?? "");
        if (name.Length > ushort.MaxValue) name = [];
        var bytes = new byte[7 + name.Length + values.Length];
        bytes[0] = kind;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(1), (ushort)name.Length);
        name.CopyTo(bytes, 3);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(3 + name.Length), count);
        values.CopyTo(bytes.AsSpan(7 + name.Length));
        return bytes;
    }

    private static byte[] ToBytes(BitArray bits)
    {
        var bytes = new byte[(bits.Length + 7) / 8];
        bits.CopyTo(bytes, 0);
        return bytes;
    }
}
