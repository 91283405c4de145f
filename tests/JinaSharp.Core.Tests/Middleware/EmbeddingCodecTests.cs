using System.Collections;
using JinaSharp.Middleware;
using Microsoft.Extensions.AI;

namespace JinaSharp.Core.Tests.Middleware;

public sealed class EmbeddingCodecTests
{
    public static TheoryData<Embedding> Kinds =>
    [
        new Embedding<float>(new[] { 1f, -2f, float.Epsilon }) { ModelId = "modèle" },
        new Embedding<Half>(new[] { (Half)1, (Half)(-2) }),
        new Embedding<double>(new[] { 1.5 }),
        new Embedding<byte>(new byte[] { 1, 255 }),
        new Embedding<sbyte>(new sbyte[] { -128, 127 }),
        new BinaryEmbedding(new BitArray([true, false, true, true, false, false, true, false, true])),
        new MultiVectorEmbedding(new float[] { 1, 2, 3, 4, 5, 6 }, 3),
        new SparseEmbedding(new uint[] { 3, 7 }, new[] { 0.5f, 0.25f }),
        new Embedding<float>(Array.Empty<float>()),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void RoundTrip_GivesTheSame(Embedding embedding)
    {
        var bytes = EmbeddingCodec.Encode(embedding);
        var copy = EmbeddingCodec.Decode(bytes)!;

        Assert.Equal(embedding.GetType(), copy.GetType());
        Assert.Equal(embedding.ModelId, copy.ModelId);
        Assert.Equal(embedding.Dimensions, copy.Dimensions);
        Assert.Equal(bytes, EmbeddingCodec.Encode(copy));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_CutOrForeignBytes_GivesNull(Embedding embedding)
    {
        var bytes = EmbeddingCodec.Encode(embedding);
        for (var length = 0; length < bytes.Length; length++) Assert.Null(EmbeddingCodec.Decode(bytes.AsSpan(0, length)));
        bytes[0] = 200;
        Assert.Null(EmbeddingCodec.Decode(bytes));
    }

    [Fact]
    public void Encode_UnknownKind_SaysWhatCanBeCached()
    {
        Assert.Contains("float", Assert.Throws<NotSupportedException>(() => EmbeddingCodec.Encode(new Embedding<int>(new[] { 1 }))).Message, StringComparison.Ordinal);
    }
}
