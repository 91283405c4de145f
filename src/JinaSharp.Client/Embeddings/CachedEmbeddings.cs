using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace JinaSharp.Client.Embeddings;

/// <summary>Puts a cache and the de-duplication of inputs in front of a generator: first the cache, then what is missing, each input once.</summary>
internal static class CachedEmbeddings
{
    public static IEmbeddingGenerator<TInput, Embedding<float>> Wrap<TInput>(
        IEmbeddingGenerator<TInput, Embedding<float>> generator, IEmbeddingCache? cache, bool deduplicate, ILoggerFactory? loggers)
        where TInput : notnull
    {
        if (deduplicate) generator = new DeduplicatingEmbeddingGenerator<TInput, Embedding<float>>(generator);
        if (cache is null) return generator;
        return new CachingEmbeddingGenerator<TInput, Embedding<float>>(generator, cache, new CachingOptions { CutFromFullSize = true }, loggers?.CreateLogger("JinaSharp.Caching"));
    }
}
