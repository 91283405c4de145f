using System.Collections;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Embeddings;

/// <summary>The forms of embedding that the API gives.</summary>
internal static class EmbeddingShapes
{
    public static EmbeddingShape<Embedding<float>> Float { get; } = new(
        EmbeddingType.Float, false, static item => new Embedding<float>(Single(item)), static dimensions => new Embedding<float>(new float[dimensions]));

    public static EmbeddingShape<Embedding<byte>> Packed { get; } = new(
        EmbeddingType.UBinary, false, static item => new Embedding<byte>(Bytes(item, 0)), static dimensions => new Embedding<byte>(new byte[dimensions]));

    public static EmbeddingShape<Embedding<sbyte>> SignedPacked { get; } = new(
        EmbeddingType.Binary, false,
        static item => new Embedding<sbyte>(Array.ConvertAll(Bytes(item, 128), static value => (sbyte)(value - 128))),
        // A byte without a set bit is -128 on the wire.
        static dimensions => new Embedding<sbyte>(Enumerable.Repeat(sbyte.MinValue, dimensions).ToArray()));

    public static EmbeddingShape<BinaryEmbedding> Bits { get; } = new(
        EmbeddingType.UBinary, false, static item => new BinaryEmbedding(ToBits(Bytes(item, 0))), static dimensions => new BinaryEmbedding(new BitArray(dimensions)));

    public static EmbeddingShape<MultiVectorEmbedding> MultiVector { get; } = new(
        EmbeddingType.Float, true,
        static item => item is { Values: { Length: > 0 } values, RowDimensions: > 0 }
            ? new MultiVectorEmbedding(values, item.RowDimensions)
            : throw new JsonException("A multi-vector was asked for; the answer has a single vector. The model gives none."),
        static dimensions => new MultiVectorEmbedding(new float[dimensions], Math.Max(1, dimensions)));

    public static EmbeddingShape<SparseEmbedding> Sparse { get; } = new(
        EmbeddingType.Float, false, static item => ToSparse(item), static _ => new SparseEmbedding(default, default), Sparse: true);

    private static float[] Single(EmbeddingReplyItem item) =>
        item is { Values: { } values, RowDimensions: 0 }
            ? values
            : throw new JsonException("A single vector was asked for; the answer has a multi-vector or a sparse vector. Use JinaClient.MultiVectors or JinaClient.Sparse for this model.");

    /// <summary>Whole numbers from minus <paramref name="offset"/> on, as bytes from zero on.</summary>
    private static byte[] Bytes(EmbeddingReplyItem item, int offset)
    {
        var values = Single(item);
        var bytes = new byte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i] + offset;
            if (!(value is >= 0 and <= 255) || value != MathF.Floor(value))
                throw new JsonException($"A binary embedding holds {values[i]}; whole numbers from {-offset} to {255 - offset} are expected. The model or server gives no binary embeddings.");
            bytes[i] = (byte)value;
        }
        return bytes;
    }

    /// <summary>Bit i is the sign of dimension i; on the wire the most significant bit of a byte comes first.</summary>
    private static BitArray ToBits(byte[] bytes)
    {
        var bits = new BitArray(bytes.Length * 8);
        for (var i = 0; i < bits.Length; i++) bits[i] = (bytes[i >> 3] & (0x80 >> (i & 7))) != 0;
        return bits;
    }

    /// <summary>Positions are the FNV-1a hash of the token's UTF-8, as the service names tokens and not numbers; equal hashes are added up.</summary>
    private static SparseEmbedding ToSparse(EmbeddingReplyItem item)
    {
        if (item.TokenWeights is not { } weights) throw new JsonException("A sparse vector was asked for; the answer has a dense one. The model gives none.");
        SortedDictionary<uint, (float Value, string Token)> byPosition = [];
        foreach (var (token, weight) in weights)
        {
            var position = 2166136261u;
            foreach (var b in Encoding.UTF8.GetBytes(token)) position = (position ^ b) * 16777619u;
            byPosition[position] = byPosition.TryGetValue(position, out var there) ? (there.Value + weight, there.Token) : (weight, token);
        }
        return new SparseEmbedding(
            byPosition.Keys.ToArray(), byPosition.Values.Select(static entry => entry.Value).ToArray(), [.. byPosition.Values.Select(static entry => entry.Token)]);
    }
}
