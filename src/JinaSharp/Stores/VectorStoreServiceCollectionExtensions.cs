using JinaSharp;
using JinaSharp.Client;
using JinaSharp.Stores;
using JinaSharp.Stores.Chroma;
using JinaSharp.Stores.Milvus;
using JinaSharp.Stores.Qdrant;
using Microsoft.Extensions.AI;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds vector stores to a service collection as <see cref="IVectorStore"/>, one a container or one a key.</summary>
public static class VectorStoreServiceCollectionExtensions
{
    /// <summary>Adds a Qdrant server or cluster.</summary>
    /// <param name="services">The services.</param>
    /// <param name="endpoint">The address, such as <c>http://localhost:6333</c>.</param>
    /// <param name="configure">Changes the settings. The key, unless set here, is read from <c>QDRANT_API_KEY</c>.</param>
    /// <param name="serviceKey">A key, to add several stores; null for none.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddQdrantStore(this IServiceCollection services, Uri endpoint, Action<QdrantStoreOptions>? configure = null, object? serviceKey = null) =>
        Add(services, serviceKey, () =>
        {
            var options = new QdrantStoreOptions { ApiKey = Key("QDRANT_API_KEY") };
            configure?.Invoke(options);
            return new QdrantStore(endpoint, options);
        });

    /// <summary>Adds a Milvus server or cluster.</summary>
    /// <param name="services">The services.</param>
    /// <param name="endpoint">The address, such as <c>http://localhost:19530</c>.</param>
    /// <param name="configure">Changes the settings. The key, unless set here, is read from <c>MILVUS_TOKEN</c>.</param>
    /// <param name="serviceKey">A key, to add several stores; null for none.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMilvusStore(this IServiceCollection services, Uri endpoint, Action<MilvusStoreOptions>? configure = null, object? serviceKey = null) =>
        Add(services, serviceKey, () =>
        {
            var options = new MilvusStoreOptions { ApiKey = Key("MILVUS_TOKEN") };
            configure?.Invoke(options);
            return new MilvusStore(endpoint, options);
        });

    /// <summary>Adds a Chroma server. Collections that carry the Jina embedding function embed through the Jina API.</summary>
    /// <param name="services">The services.</param>
    /// <param name="endpoint">The address, such as <c>http://localhost:8000</c>.</param>
    /// <param name="configure">Changes the settings. The key of Chroma, unless set here, is read from <c>CHROMA_API_KEY</c>; that of the Jina API from the variables that a collection names.</param>
    /// <param name="serviceKey">A key, to add several stores; null for none.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddChromaStore(this IServiceCollection services, Uri endpoint, Action<ChromaStoreOptions>? configure = null, object? serviceKey = null) =>
        Add(services, serviceKey, () =>
        {
            var options = new ChromaStoreOptions { ApiKey = Key("CHROMA_API_KEY"), EmbeddingGeneratorFactory = CreateEmbedder };
            configure?.Invoke(options);
            return new ChromaStore(endpoint, options);
        });

    /// <summary>Adds the embedded store.</summary>
    /// <param name="services">The services.</param>
    /// <param name="directory">The folder; null for a store in memory.</param>
    /// <param name="configure">Changes the settings of a store in a folder.</param>
    /// <param name="serviceKey">A key, to add several stores; null for none.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddEmbeddedStore(this IServiceCollection services, string? directory, Action<EmbeddedStoreOptions>? configure = null, object? serviceKey = null) =>
        Add(services, serviceKey, () =>
        {
            if (directory is null) return EmbeddedStore.InMemory();
            var options = new EmbeddedStoreOptions();
            configure?.Invoke(options);
            return new EmbeddedStore(directory, options);
        });

    private static IServiceCollection Add(IServiceCollection services, object? serviceKey, Func<IVectorStore> create)
    {
        ArgumentNullException.ThrowIfNull(services);
        return serviceKey is null ? services.AddSingleton(_ => create()) : services.AddKeyedSingleton(serviceKey, (_, _) => create());
    }

    private static string? Key(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } key ? key : null;

    private static IEmbeddingGenerator<string, Embedding<float>> CreateEmbedder(JinaEmbeddingConfiguration configuration, string? key)
    {
        if (configuration.ModelName == LexicalEmbeddingGenerator.ModelId)
            return new LexicalEmbeddingGenerator(configuration.Dimensions ?? LexicalEmbeddingGenerator.DefaultDimensions);
        if (key is null)
            throw new JinaException($"The collection is embedded with '{configuration.ModelName}' through the Jina API, which needs a key: set one of {string.Join(", ", configuration.ApiKeyVariables)}.") { Code = "missing_key" };
        return new JinaClient(new JinaClientOptions { ApiKey = key, EmbeddingModel = configuration.ModelName });
    }
}
