using System.Collections;
using Microsoft.Extensions.AI;

namespace JinaSharp.Inference.Runtime;

/// <summary>The forms of embedding that a local model gives.</summary>
internal static class LocalEmbeddingForms
{
    public static LocalEmbeddingForm<Embedding<float>> Float { get; } =
        new(EmbeddingType.Float, false, static (values, _) => new Embedding<float>(values));

    public static LocalEmbeddingForm<Embedding<byte>> Packed { get; } =
        new(EmbeddingType.UBinary, false, static (values, _) => new Embedding<byte>(VectorMath.QuantizeBinary(values)));

    public static LocalEmbeddingForm<Embedding<sbyte>> SignedPacked { get; } =
        new(EmbeddingType.Binary, false, static (values, _) => new Embedding<sbyte>(Array.ConvertAll(VectorMath.QuantizeBinary(values), static bits => (sbyte)(bits - 128))));

    public static LocalEmbeddingForm<BinaryEmbedding> Bits { get; } =
        new(EmbeddingType.UBinary, false, static (values, _) => new BinaryEmbedding(new BitArray(Array.ConvertAll(values, static value => value > 0))));

    public static LocalEmbeddingForm<MultiVectorEmbedding> MultiVector { get; } =
        new(EmbeddingType.Float, true, static (values, dimensions) => new MultiVectorEmbedding(values, dimensions));
}
