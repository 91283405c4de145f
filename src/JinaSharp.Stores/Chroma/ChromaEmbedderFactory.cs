using Microsoft.Extensions.AI;

namespace JinaSharp.Stores.Chroma;

/// <summary>Makes embedders from stored functions, with the key found by name.</summary>
internal sealed class ChromaEmbedderFactory(
    Func<JinaEmbeddingConfiguration, string?, IEmbeddingGenerator<string, Embedding<float>>>? create, Func<string, string?> readVariable)
{
    public IEmbeddingGenerator<string, Embedding<float>> Create(JinaEmbeddingConfiguration function, Func<string, Exception> refuse)
    {
        if (create is null) throw refuse("No embedder was given: set ChromaStoreOptions.EmbeddingGeneratorFactory, or pass vectors.");
        return create(function, function.ApiKeyVariables.Select(readVariable).FirstOrDefault(key => !string.IsNullOrEmpty(key)));
    }
}
