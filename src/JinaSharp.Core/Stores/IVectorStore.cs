namespace JinaSharp;

/// <summary>A place that holds collections of vectors: a folder or a server.</summary>
/// <remarks>Implementations are safe for concurrent use.</remarks>
public interface IVectorStore : IAsyncDisposable
{
    /// <summary>What the store can do.</summary>
    VectorStoreCapabilities Capabilities { get; }

    /// <summary>Makes a collection, or opens the one of the same name after comparing it.</summary>
    /// <param name="definition">What the collection is made of.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The collection.</returns>
    /// <exception cref="VectorStoreException">One of that name exists with other vectors (the message lists the differences), or the store lacks something.</exception>
    /// <exception cref="EmbeddingProfileMismatchException">One of that name exists with another profile.</exception>
    Task<IVectorCollection> GetOrCreateCollectionAsync(VectorCollectionDefinition definition, CancellationToken cancellationToken = default);

    /// <summary>Opens a collection.</summary>
    /// <param name="name">The collection's name or alias.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The collection, or null when there is none of that name.</returns>
    Task<IVectorCollection?> FindCollectionAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The names of the collections, in ordinal order.</summary>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The names.</returns>
    Task<IReadOnlyList<string>> ListCollectionsAsync(CancellationToken cancellationToken = default);

    /// <summary>Deletes a collection with all its records.</summary>
    /// <param name="name">The collection's name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Whether there was one.</returns>
    Task<bool> DeleteCollectionAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Gives a collection a second name, or moves that name to it.</summary>
    /// <param name="aliasName">The second name.</param>
    /// <param name="collection">The collection's name; null removes the alias.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>A task that ends when it is done.</returns>
    /// <exception cref="VectorStoreException">The store has no aliases, or the collection is missing.</exception>
    Task SetAliasAsync(string aliasName, string? collection, CancellationToken cancellationToken = default);

    /// <summary>Asks for a service of this store or of one that it wraps.</summary>
    /// <param name="serviceType">The type wanted.</param>
    /// <param name="serviceKey">A key, where several are offered.</param>
    /// <returns>The service, or null.</returns>
    object? GetService(Type serviceType, object? serviceKey = null);
}
