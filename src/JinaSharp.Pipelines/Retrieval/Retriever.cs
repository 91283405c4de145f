using JinaSharp.Pipelines.Ingestion;
using JinaSharp.Pipelines.Retrieval;

namespace JinaSharp.Pipelines;

/// <summary>Finds chunks in a collection by meaning, by words, or by both.</summary>
/// <remarks>For concurrent use.</remarks>
public sealed class Retriever
{
    private readonly IVectorStore _store;
    private readonly IVectorCollection _collection;
    private readonly JinaEmbeddingFunction? _embedder;

    /// <summary>Creates a retriever.</summary>
    /// <param name="store">The store that the collection is in.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="embedder">Embeds queries; null when only keyword search is wanted.</param>
    /// <exception cref="EmbeddingProfileMismatchException">The embedder makes vectors of another profile than the collection's.</exception>
    public Retriever(IVectorStore store, IVectorCollection collection, JinaEmbeddingFunction? embedder)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(collection);
        if (embedder is not null && collection.Definition.Vectors[0].Profile is { } expected)
        {
            var actual = embedder.Profile;
            // A model of unknown size shows it with its first vector; the store then compares sizes.
            if (actual.Dimensions != 0) expected.EnsureSame(actual, $"Collection '{collection.Name}'");
        }
        _store = store;
        _collection = collection;
        _embedder = embedder;
    }

    /// <summary>The mode to use when none is asked for: hybrid where the store can, else dense.</summary>
    public RetrievalMode DefaultMode =>
        _collection.Capabilities.Has(VectorStoreFeatures.KeywordSearch | VectorStoreFeatures.HybridSearch) && _collection.Definition.KeywordIndex
            ? RetrievalMode.Hybrid
            : RetrievalMode.Dense;

    /// <summary>Finds chunks.</summary>
    /// <param name="query">What to look for.</param>
    /// <param name="top">How many chunks at most.</param>
    /// <param name="mode">How; null for <see cref="DefaultMode"/>.</param>
    /// <param name="filter">Only chunks that match; null for all.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The chunks, best first.</returns>
    /// <exception cref="JinaException">The filter names a field that no record has.</exception>
    /// <exception cref="VectorStoreException">The store cannot search in this mode.</exception>
    public async Task<IReadOnlyList<RetrievedChunk>> RetrieveAsync(
        string query, int top = 10, RetrievalMode? mode = null, Filter? filter = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        if (filter is not null) await CheckFieldsAsync(filter, cancellationToken).ConfigureAwait(false);
        var search = await SearchAsync(query, top, mode ?? DefaultMode, cancellationToken).ConfigureAwait(false);
        var hits = await _collection.SearchAsync(search with { Filter = filter }, cancellationToken).ConfigureAwait(false);
        return [.. hits.Select((hit, index) => ToChunk(hit, index + 1))];
    }

    private async Task<SearchQuery> SearchAsync(string query, int top, RetrievalMode mode, CancellationToken cancellationToken)
    {
        if (mode == RetrievalMode.Keyword) return SearchQuery.ByText(query, top);
        if (_embedder is null) throw new InvalidOperationException($"A search by vectors needs an embedder; this retriever was made without one. Use {nameof(RetrievalMode.Keyword)}.");
        var embeddings = await _embedder.EncodeQueriesAsync([query], cancellationToken).ConfigureAwait(false);
        var vector = new DenseVector(embeddings[0].Vector);
        return mode == RetrievalMode.Dense ? SearchQuery.ByVector(vector, top) : SearchQuery.Hybrid(vector, query, top);
    }

    // A misspelt field would match nothing (or, negated, everything) without a word.
    private async Task CheckFieldsAsync(Filter filter, CancellationToken cancellationToken)
    {
        var unknown = FilterFields.Of(filter).Where(field => !ChunkFields.All.Contains(field, StringComparer.Ordinal)).ToList();
        if (unknown.Count == 0) return;
        SortedSet<string>? names = null;
        foreach (var field in unknown)
        {
            names ??= await FieldNamesAsync(cancellationToken).ConfigureAwait(false);
            if (names.Contains(field) || names.Contains(field.Split('.')[0])) continue;
            if (await _collection.CountAsync(Filter.Exists(field), cancellationToken).ConfigureAwait(false) > 0) continue;
            throw new JinaException(
                $"The filter names the field '{field}', which no record of '{_collection.Name}' has. Fields: {string.Join(", ", ChunkFields.All.Concat(names))}.") { Code = "unknown_field" };
        }
    }

    private async Task<SortedSet<string>> FieldNamesAsync(CancellationToken cancellationToken)
    {
        var ledger = await _store.FindCollectionAsync(FileLedger.NameFor(_collection.Name), cancellationToken).ConfigureAwait(false);
        return ledger is null ? [] : await new FileLedger(ledger).FieldNamesAsync(cancellationToken).ConfigureAwait(false);
    }

    private static RetrievedChunk ToChunk(SearchHit hit, int rank)
    {
        var payload = hit.Record.Payload;
        return new RetrievedChunk
        {
            Rank = rank,
            Id = hit.Id,
            Score = hit.Score,
            Text = hit.Record.Text ?? "",
            Path = Text(ChunkFields.Path),
            StartLine = Number(ChunkFields.Line),
            EndLine = Number(ChunkFields.EndLine),
            Title = Text(ChunkFields.Title),
            Heading = Text(ChunkFields.Heading),
            Fields = payload,
        };

        string? Text(string name) => payload.TryGetValue(name, out var value) && value.Kind == PayloadKind.String ? value.AsString() : null;

        int? Number(string name) => payload.TryGetValue(name, out var value) && value.Kind is PayloadKind.Integer or PayloadKind.Number ? (int)value.AsDouble() : null;
    }
}
