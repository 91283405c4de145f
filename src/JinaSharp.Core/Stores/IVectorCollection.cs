namespace JinaSharp;

/// <summary>A collection of records with vectors.</summary>
/// <remarks>
/// Implementations are safe for concurrent use. What a call has written is seen by every call that starts after it ended.
/// </remarks>
public interface IVectorCollection
{
    /// <summary>The collection's name.</summary>
    string Name { get; }

    /// <summary>What the collection is made of.</summary>
    VectorCollectionDefinition Definition { get; }

    /// <summary>What the collection's store can do.</summary>
    VectorStoreCapabilities Capabilities { get; }

    /// <summary>Writes records; a record of the same id is replaced whole.</summary>
    /// <param name="records">The records. Of two with one id, the later wins. Cut into requests as the store needs.</param>
    /// <param name="cancellationToken">Stops the call between requests; what was written stays.</param>
    /// <returns>A task that ends when all are durable as the store promises it.</returns>
    /// <exception cref="VectorStoreException">A record does not fit (vector name, size, not a finite number, payload), in which case nothing is written; or writing
    /// failed, in which case <see cref="VectorStoreException.UnwrittenIds"/> names the records not known to be written.</exception>
    Task UpsertAsync(IReadOnlyCollection<VectorRecord> records, CancellationToken cancellationToken = default);

    /// <summary>Reads records by id.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="parts">Which parts to return.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The records that exist, in the order of <paramref name="ids"/>.</returns>
    Task<IReadOnlyList<VectorRecord>> GetAsync(
        IReadOnlyCollection<string> ids, RecordParts parts = RecordParts.Default, CancellationToken cancellationToken = default);

    /// <summary>Deletes records by id; ids without a record are passed over.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="cancellationToken">Stops the call between requests.</param>
    /// <returns>A task that ends when it is done.</returns>
    Task DeleteAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default);

    /// <summary>Deletes the records that match a filter.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>A task that ends when it is done.</returns>
    Task DeleteAsync(Filter filter, CancellationToken cancellationToken = default);

    /// <summary>Counts records, exactly.</summary>
    /// <param name="filter">Only those that match; null for all.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The number of records.</returns>
    Task<long> CountAsync(Filter? filter = null, CancellationToken cancellationToken = default);

    /// <summary>Reads all records, each once, in the store's own order, without holding them in memory.</summary>
    /// <param name="filter">Only those that match; null for all.</param>
    /// <param name="parts">Which parts to return.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The records. Those written or deleted meanwhile may be in or not.</returns>
    IAsyncEnumerable<VectorRecord> ScrollAsync(
        Filter? filter = null, RecordParts parts = RecordParts.Default, CancellationToken cancellationToken = default);

    /// <summary>Finds the records nearest to a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The hits, best first.</returns>
    /// <exception cref="VectorStoreException">The query does not fit the collection, or asks for what the store lacks.</exception>
    Task<SearchResults> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default);

    /// <summary>Answers several queries. A store that can reads its vectors once for many of them.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The hits of each query, as <see cref="SearchAsync"/> gives them.</returns>
    /// <exception cref="VectorStoreException">A query does not fit the collection, or asks for what the store lacks.</exception>
    async Task<IReadOnlyList<SearchResults>> SearchBatchAsync(IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queries);
        var results = new List<SearchResults>(queries.Count);
        foreach (var query in queries) results.Add(await SearchAsync(query, cancellationToken).ConfigureAwait(false));
        return results;
    }

    /// <summary>Asks for a service of this collection or of one that it wraps.</summary>
    /// <param name="serviceType">The type wanted.</param>
    /// <param name="serviceKey">A key, where several are offered.</param>
    /// <returns>The service, or null.</returns>
    object? GetService(Type serviceType, object? serviceKey = null);
}
