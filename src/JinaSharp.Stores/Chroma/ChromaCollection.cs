namespace JinaSharp.Stores.Chroma;

/// <summary>A Chroma collection: records with vectors, and texts embedded through the function that the collection carries.</summary>
/// <remarks>Safe for concurrent use. Within this instance two writes of one record never mix; another client's writes may, as the server merges metadata.</remarks>
public sealed class ChromaCollection : IVectorCollection
{
    private readonly ChromaRecords _records;
    private readonly ChromaEmbedder _embedder;
    private readonly int _batch;

    internal ChromaCollection(ChromaRecords records, ChromaEmbedder embedder, int batch) => (_records, _embedder, _batch) = (records, embedder, batch);

    /// <inheritdoc/>
    public string Name => _records.Name;

    /// <inheritdoc/>
    public VectorCollectionDefinition Definition => _records.Definition;

    /// <inheritdoc/>
    public VectorStoreCapabilities Capabilities => _records.Capabilities;

    /// <summary>The Jina embedding function that the collection carries.</summary>
    /// <value>Null when it carries none, or one that cannot be rebuilt.</value>
    public JinaEmbeddingConfiguration? EmbeddingFunction => _embedder.Stored.Function;

    /// <summary>Embeds documents through the collection's function and writes them.</summary>
    /// <param name="ids">The ids, one a document; none of them in the collection yet.</param>
    /// <param name="documents">The documents.</param>
    /// <param name="payloads">Further values, one map a document; null for none.</param>
    /// <param name="cancellationToken">Stops the call; what was written stays.</param>
    /// <returns>A task that ends when all are written.</returns>
    /// <exception cref="VectorStoreException">An id is in the collection already (nothing is written; see <see cref="UpsertAsync(IReadOnlyList{string}, IReadOnlyList{string}, IReadOnlyList{IReadOnlyDictionary{string, PayloadValue}}?, CancellationToken)"/>), or the collection has no function that can embed.</exception>
    public async Task AddAsync(
        IReadOnlyList<string> ids, IReadOnlyList<string> documents, IReadOnlyList<IReadOnlyDictionary<string, PayloadValue>>? payloads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        // The server skips ids that exist without a word, so they are looked for first, before embedding costs anything.
        var existing = await GetAsync(ids, RecordParts.None, cancellationToken).ConfigureAwait(false);
        if (existing.Count > 0)
        {
            throw new VectorStoreException($"{existing.Count} of {ids.Count} ids are in collection '{Name}' already, such as '{existing[0].Id}'. Use UpsertAsync to replace them.")
            {
                Store = Capabilities.Store,
                Collection = Name,
                Operation = "add",
                Code = "already_exists",
            };
        }
        await UpsertAsync(ids, documents, payloads, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Embeds documents through the collection's function and writes them; a record of the same id is replaced whole.</summary>
    /// <param name="ids">The ids, one a document.</param>
    /// <param name="documents">The documents.</param>
    /// <param name="payloads">Further values, one map a document; null for none.</param>
    /// <param name="cancellationToken">Stops the call; what was written stays.</param>
    /// <returns>A task that ends when all are written.</returns>
    /// <remarks>Documents are embedded and written in slices, so that a failure loses no more than one slice of embeddings; with late chunking all are one slice.</remarks>
    public async Task UpsertAsync(
        IReadOnlyList<string> ids, IReadOnlyList<string> documents, IReadOnlyList<IReadOnlyDictionary<string, PayloadValue>>? payloads = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(documents);
        if (ids.Count != documents.Count) throw new ArgumentException($"{ids.Count} ids were given for {documents.Count} documents.", nameof(ids));
        if (payloads is not null && payloads.Count != documents.Count) throw new ArgumentException($"{payloads.Count} payloads were given for {documents.Count} documents.", nameof(payloads));
        var slice = EmbeddingFunction?.LateChunking == true ? Math.Max(1, documents.Count) : _batch;
        for (var start = 0; start < documents.Count; start += slice)
        {
            var texts = documents.Skip(start).Take(slice).ToArray();
            var vectors = await _embedder.EmbedDocumentsAsync(texts, cancellationToken).ConfigureAwait(false);
            var records = texts.Select((text, i) => new VectorRecord(ids[start + i], vectors[i], text, payloads?[start + i])).ToArray();
            try
            {
                await _records.UpsertAsync(records, cancellationToken).ConfigureAwait(false);
            }
            catch (VectorStoreException e)
            {
                throw new VectorStoreException(e.Message, e)
                {
                    Store = e.Store,
                    Collection = e.Collection,
                    Operation = e.Operation,
                    Code = e.Code,
                    IsTransient = e.IsTransient,
                    UnwrittenIds = [.. e.UnwrittenIds.Count > 0 ? e.UnwrittenIds : records.Select(record => record.Id), .. ids.Skip(start + texts.Length)],
                };
            }
        }
    }

    /// <summary>Embeds questions through the collection's function and finds the nearest records.</summary>
    /// <param name="queryTexts">The questions.</param>
    /// <param name="top">How many hits each.</param>
    /// <param name="filter">Only records that match; null for all.</param>
    /// <param name="parts">Which parts of the records to return.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The hits of each question, in the order of the questions.</returns>
    public async Task<IReadOnlyList<SearchResults>> QueryAsync(
        IReadOnlyList<string> queryTexts, int top = 10, Filter? filter = null, RecordParts parts = RecordParts.Default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queryTexts);
        var vectors = await _embedder.EmbedQueriesAsync(queryTexts, cancellationToken).ConfigureAwait(false);
        var results = new SearchResults[vectors.Count];
        for (var i = 0; i < results.Length; i++)
            results[i] = await SearchAsync(SearchQuery.ByVector(vectors[i], top) with { Filter = filter, Parts = parts }, cancellationToken).ConfigureAwait(false);
        return results;
    }

    /// <inheritdoc/>
    public Task UpsertAsync(IReadOnlyCollection<VectorRecord> records, CancellationToken cancellationToken = default) => _records.UpsertAsync(records, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<VectorRecord>> GetAsync(
        IReadOnlyCollection<string> ids, RecordParts parts = RecordParts.Default, CancellationToken cancellationToken = default) => _records.GetAsync(ids, parts, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default) => _records.DeleteAsync(ids, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteAsync(Filter filter, CancellationToken cancellationToken = default) => _records.DeleteAsync(filter, cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountAsync(Filter? filter = null, CancellationToken cancellationToken = default) => _records.CountAsync(filter, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<VectorRecord> ScrollAsync(
        Filter? filter = null, RecordParts parts = RecordParts.Default, CancellationToken cancellationToken = default) => _records.ScrollAsync(filter, parts, cancellationToken);

    /// <inheritdoc/>
    public Task<SearchResults> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default) => _records.SearchAsync(query, cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        return serviceType.IsInstanceOfType(this) ? this : serviceType == typeof(JinaEmbeddingConfiguration) ? EmbeddingFunction : null;
    }
}
