using JinaSharp.Client;
using JinaSharp.Inference;
using Microsoft.Extensions.AI;

namespace JinaSharp.Cli.Selection;

/// <summary>Forms of embedding beyond one float vector a text, for the embedders that have them.</summary>
internal static class EmbeddingForms
{
    public static IEmbeddingGenerator<string, MultiVectorEmbedding> MultiVectors(object generator) => generator switch
    {
        JinaClient client => client.MultiVectors,
        LocalEmbedder local => local.MultiVectors,
        _ => throw new CliException($"{LexicalEmbeddingGenerator.ModelId} gives one vector a text. One a token comes from a model folder, or from models such as jina-embeddings-v4 and jina-colbert-v2 (--model)."),
    };

    public static IEmbeddingGenerator<string, Embedding<byte>> Binary(object generator) => generator switch
    {
        JinaClient client => client.Binary,
        LocalEmbedder local => local.Binary,
        _ => throw NoBits(),
    };

    public static IEmbeddingGenerator<string, Embedding<sbyte>> SignedBinary(object generator) => generator switch
    {
        JinaClient client => client.SignedBinary,
        LocalEmbedder local => local.SignedBinary,
        _ => throw NoBits(),
    };

    private static CliException NoBits() =>
        new($"{LexicalEmbeddingGenerator.ModelId} gives float vectors; use --type float or base64, or a Jina model (--model).");
}
