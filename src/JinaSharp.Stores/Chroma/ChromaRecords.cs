using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using JinaSharp.Stores.Http;
using JinaSharp.Stores.Validation;

namespace JinaSharp.Stores.Chroma;

/// <summary>The records of one Chroma collection, over its REST interface.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to release.")]
internal sealed class ChromaRecords : RemoteCollection
{
    // Above 32,766 records with metadata the server's SQLite runs out of variables.
    private const int PageSize = 1000;
    private const int LargestHydratedResult = 5000;

    private readonly ChromaStore _store;
    private readonly ChromaFilter _filters;
    private readonly DistanceMetric _metric;
    private readonly bool _base64;
    // Replacing a record takes a read and a write here; two at once on one record could mix.
    private readonly SemaphoreSlim _writing = new(1, 1);
    private volatile string _id;

    public ChromaRecords(
        ChromaStore store, StoreConnection connection, StoreTelemetry telemetry, RemoteStoreLimits limits, bool base64, string id, VectorCollectionDefinition definition)
        : base(connection, telemetry, limits, definition, ChromaStore.DeclaredCapabilities)
    {
        (_store, _id, _base64, _metric) = (store, id, base64, definition.Vectors[0].Metric);
        _filters = new ChromaFilter(Capabilities, definition.Name);
    }

    protected override void CheckRecord(VectorRecord record) => ChromaPayload.Check(record, Checks);

    protected override long EstimateBytes(VectorRecord record) => RecordSize.Of(record, _base64);

    protected override async Task WriteAsync(ArraySegment<VectorRecord> records, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var existing = await FetchAsync("upsert", [.. records.Select(record => record.Id)], RecordParts.Default, cancellationToken).ConfigureAwait(false);
            var before = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < existing.Count; i++) before[existing.Ids[i]] = i;

            using var body = new JsonBody((int)Math.Min(records.Sum(EstimateBytes) + 4096, int.MaxValue / 2));
            var json = body.Json;
            json.WriteStartObject();
            json.WriteStartArray("ids"u8);
            foreach (var record in records) json.WriteStringValue(record.Id);
            json.WriteEndArray();
            json.WriteStartArray("embeddings"u8);
            foreach (var record in records)
            {
                var values = ((DenseVector)record.Vector!).Values.Span;
                if (_base64) json.WriteBase64StringValue(MemoryMarshal.AsBytes(values));
                else body.WriteFloats(values);
            }
            json.WriteEndArray();
            json.WriteStartArray("documents"u8);
            foreach (var record in records) json.WriteStringValue(record.Text ?? (HadText(record) ? "" : null));
            json.WriteEndArray();
            json.WriteStartArray("metadatas"u8);
            foreach (var record in records)
                ChromaPayload.Write(json, record.Payload, before.TryGetValue(record.Id, out var at) ? existing.Metadata(at) : null, markNoText: record.Text is null && HadText(record));
            json.WriteEndArray();
            json.WriteEndObject();
            await PostAsync("upsert", "upsert", body, cancellationToken).ConfigureAwait(false);

            bool HadText(VectorRecord record) => before.TryGetValue(record.Id, out var at) && existing.Document(at) is not null;
        }
        finally
        {
            _writing.Release();
        }
    }

    protected override async Task<List<VectorRecord>> ReadAsync(string[] ids, RecordParts parts, CancellationToken cancellationToken)
    {
        var answer = await FetchAsync("get", ids, parts, cancellationToken).ConfigureAwait(false);
        return Records(answer, parts);
    }

    protected override async Task RemoveAsync(string[] ids, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        body.Json.WriteStartObject();
        WriteIds(body.Json, ids);
        body.Json.WriteEndObject();
        await PostAsync("delete", "delete", body, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task RemoveAsync(Filter filter, CancellationToken cancellationToken)
    {
        var where = _filters.Translate(filter);
        if (where is { Where: { } condition, Ids: null, Rest: null })
        {
            using var body = new JsonBody();
            body.Json.WriteStartObject();
            body.Json.WritePropertyName("where"u8);
            body.Json.WriteRawValue(condition, skipInputValidation: true);
            body.Json.WriteEndObject();
            await PostAsync("delete", "delete", body, cancellationToken).ConfigureAwait(false);
            return;
        }
        // Deleting while paging would move the pages; ids are gathered first.
        var matching = await MatchingIdsAsync(where, cancellationToken).ConfigureAwait(false);
        foreach (var chunk in matching.Chunk(PageSize)) await RemoveAsync(chunk, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes the records that hold lists, before the collection is dropped. The server (seen in 1.4.4) leaves the lists of a dropped collection behind and
    /// numbers the next records with the freed row numbers: a new record of any collection would come back with a stranger's list. Deleting a record does remove its lists.</summary>
    public async Task RemoveListsAsync(CancellationToken cancellationToken)
    {
        var removed = false;
        for (var offset = 0; ;)
        {
            var answer = await FetchPageAsync("delete_collection", null, RecordParts.Payload, offset, cancellationToken, LargestHydratedResult).ConfigureAwait(false);
            var holders = new List<string>();
            for (var i = 0; i < answer.Count; i++)
                if (answer.Metadata(i)?.Values.Any(value => value.Kind == PayloadKind.List) == true)
                    holders.Add(answer.Ids[i]);
            foreach (var chunk in holders.Chunk(PageSize)) await RemoveAsync(chunk, cancellationToken).ConfigureAwait(false);
            removed |= holders.Count > 0;
            if (answer.Count < LargestHydratedResult) break;
            // What was removed no longer comes before the next page.
            offset += answer.Count - holders.Count;
        }
        // The server applies what it has logged at the next reading.
        if (removed) await CountCoreAsync(null, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task<long> CountCoreAsync(Filter? filter, CancellationToken cancellationToken)
    {
        var where = _filters.Translate(filter);
        if (where.IsEverything)
        {
            var response = await SendAsync("count", HttpMethod.Get, "count", null, cancellationToken).ConfigureAwait(false);
            var reader = new Utf8JsonReader(response.Body.Span);
            reader.Read();
            return reader.GetInt64();
        }
        long count = 0;
        await foreach (var page in ReadPagesAsync("count", where, RecordParts.None, cancellationToken).ConfigureAwait(false)) count += page.Count;
        return count;
    }

    protected override IAsyncEnumerable<List<VectorRecord>> PagesAsync(Filter? filter, RecordParts parts, CancellationToken cancellationToken) =>
        ReadPagesAsync("scroll", _filters.Translate(filter), parts, cancellationToken);

    protected override async Task<List<SearchHit>> SearchCoreAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        var settings = new StoreSettings("chroma", query.AdditionalProperties, ["where_document"], "a query");
        var leg = query.Legs[0];
        var vector = leg.Vector is DenseVector given ? given.Values : await StoredVectorAsync(leg.Id!, cancellationToken).ConfigureAwait(false);
        var where = _filters.Translate(query.Filter);
        var wanted = QueryChecks.Candidates(query, leg) + (leg.Id is null ? 0 : 1);
        List<SearchHit> hits;
        if (query.Exact)
        {
            if (settings.Has("where_document")) throw Checks.Refuse("An exact search and chroma.where_document do not go together: Chroma cannot be told to compare every vector, so that is done here.", "invalid_query");
            hits = await ScanAsync(vector, query, where, wanted, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            hits = await AskAsync(vector, query, where, settings.Get<string>("where_document"), wanted, cancellationToken).ConfigureAwait(false);
        }
        return Page(leg.Id is null ? hits : hits.Where(hit => hit.Id != leg.Id), query);
    }

    private async Task<List<SearchHit>> AskAsync(
        ReadOnlyMemory<float> vector, SearchQuery query, ChromaWhere where, string? whereDocument, int wanted, CancellationToken cancellationToken)
    {
        if (where is { Ids: null, Rest: null })
            return await QueryAsync(vector, query, where.Where, whereDocument, null, wanted, cancellationToken).ConfigureAwait(false);
        // The server fails on an id that is not there, so the ids are looked up first.
        var ids = await MatchingIdsAsync(where, cancellationToken).ConfigureAwait(false);
        var hits = new List<SearchHit>();
        foreach (var chunk in ids.Chunk(LargestHydratedResult))
            hits.AddRange(await QueryAsync(vector, query, null, whereDocument, chunk, wanted, cancellationToken).ConfigureAwait(false));
        return [.. hits.OrderByDescending(hit => hit.Score).Take(wanted)];
    }

    private async Task<List<SearchHit>> QueryAsync(
        ReadOnlyMemory<float> vector, SearchQuery query, byte[]? where, string? whereDocument, string[]? ids, int wanted, CancellationToken cancellationToken)
    {
        var hydrateLater = wanted > LargestHydratedResult;
        using var body = new JsonBody();
        var json = body.Json;
        json.WriteStartObject();
        json.WriteStartArray("query_embeddings"u8);
        body.WriteFloats(vector.Span);
        json.WriteEndArray();
        json.WriteNumber("n_results"u8, wanted);
        if (ids is not null) WriteIds(json, ids);
        WriteRaw(json, "where"u8, where);
        if (whereDocument is not null) WriteRaw(json, "where_document"u8, System.Text.Encoding.UTF8.GetBytes(whereDocument));
        WriteInclude(json, hydrateLater ? RecordParts.None : query.Parts, distances: true);
        json.WriteEndObject();
        var response = await PostAsync("search", "query", body, cancellationToken).ConfigureAwait(false);
        var answer = ChromaAnswer.Read(response.Body.Span, nested: true);
        var parts = hydrateLater ? RecordParts.None : query.Parts;
        var hits = new List<SearchHit>(answer.Count);
        for (var i = 0; i < answer.Count; i++) hits.Add(new SearchHit(Shape(answer.Record(i), parts), ToSimilarity(answer.Distance(i))));
        if (!hydrateLater || query.Parts == RecordParts.None) return hits;
        var full = (await GetAsync([.. hits.Select(hit => hit.Id)], query.Parts, cancellationToken).ConfigureAwait(false)).ToDictionary(record => record.Id, StringComparer.Ordinal);
        return [.. hits.Where(hit => full.ContainsKey(hit.Id)).Select(hit => new SearchHit(full[hit.Id], hit.Score))];
    }

    private async Task<List<SearchHit>> ScanAsync(ReadOnlyMemory<float> vector, SearchQuery query, ChromaWhere where, int wanted, CancellationToken cancellationToken)
    {
        var best = new PriorityQueue<SearchHit, double>();
        await foreach (var page in ReadPagesAsync("search", where, query.Parts | RecordParts.Vectors, cancellationToken).ConfigureAwait(false))
        {
            foreach (var record in page)
            {
                var score = VectorMath.Similarity(_metric, vector.Span, ((DenseVector)record.Vector!).Values.Span);
                if (best.Count == wanted && best.TryPeek(out _, out var worst) && score <= worst) continue;
                best.Enqueue(new SearchHit(Shape(record, query.Parts), score), score);
                if (best.Count > wanted) best.Dequeue();
            }
        }
        return [.. best.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)];
    }

    private async Task<List<string>> MatchingIdsAsync(ChromaWhere where, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var page in ReadPagesAsync("filter", where, RecordParts.None, cancellationToken).ConfigureAwait(false)) ids.AddRange(page.Select(record => record.Id));
        return ids;
    }

    private async Task<ReadOnlyMemory<float>> StoredVectorAsync(string id, CancellationToken cancellationToken)
    {
        var found = await ReadAsync([id], RecordParts.Vectors, cancellationToken).ConfigureAwait(false);
        return found.Count > 0 ? ((DenseVector)found[0].Vector!).Values : throw Checks.Refuse($"The query is the record '{id}', which is not in collection '{Name}'.", "not_found");
    }

    /// <summary>Pages in insertion order. The server pages by position, so each page starts at the last record seen: when records before it were deleted
    /// meanwhile, the position is moved back until nothing is left out.</summary>
    private async IAsyncEnumerable<List<VectorRecord>> ReadPagesAsync(
        string operation, ChromaWhere where, RecordParts parts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var fetched = where.Rest is null ? parts : parts | RecordParts.Payload;
        if (where.Ids is { } ids)
        {
            foreach (var chunk in ids.Chunk(PageSize))
            {
                var answer = await FetchAsync(operation, chunk, fetched, cancellationToken, where.Where).ConfigureAwait(false);
                yield return Records(answer, parts, where.Rest);
            }
            yield break;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? last = null;
        var offset = 0;
        while (true)
        {
            var answer = await FetchPageAsync(operation, where.Where, fetched, offset, cancellationToken).ConfigureAwait(false);
            var first = 0;
            if (last is not null && (answer.Count == 0 || answer.Ids[0] != last))
            {
                // The last record has moved or is gone: find the end of what was seen.
                first = LastSeen(answer, seen) + 1;
                if (first == 0)
                {
                    if (offset == 0) throw Checks.Refuse($"More than {PageSize} records were deleted between two pages of collection '{Name}'; read it again.", "changed_while_reading");
                    offset = Math.Max(0, offset - PageSize + 1);
                    continue;
                }
            }
            else if (last is not null)
            {
                first = 1;
            }
            var fresh = Records(answer, parts, where.Rest, first);
            if (answer.Count > first)
            {
                seen = [.. answer.Ids.Skip(first)];
                last = answer.Ids[^1];
            }
            if (fresh.Count > 0) yield return fresh;
            if (answer.Count < PageSize) yield break;
            offset += answer.Count - 1;
        }
    }

    private static int LastSeen(ChromaAnswer answer, HashSet<string> seen)
    {
        for (var i = answer.Count - 1; i >= 0; i--)
            if (seen.Contains(answer.Ids[i]))
                return i;
        return -1;
    }

    private async Task<ChromaAnswer> FetchPageAsync(string operation, byte[]? where, RecordParts parts, int offset, CancellationToken cancellationToken, int limit = PageSize)
    {
        using var body = new JsonBody();
        body.Json.WriteStartObject();
        WriteRaw(body.Json, "where"u8, where);
        body.Json.WriteNumber("limit"u8, limit);
        body.Json.WriteNumber("offset"u8, offset);
        WriteInclude(body.Json, parts, distances: false);
        body.Json.WriteEndObject();
        var response = await PostAsync(operation, "get", body, cancellationToken).ConfigureAwait(false);
        return ChromaAnswer.Read(response.Body.Span, nested: false);
    }

    private async Task<ChromaAnswer> FetchAsync(string operation, string[] ids, RecordParts parts, CancellationToken cancellationToken, byte[]? where = null)
    {
        using var body = new JsonBody();
        body.Json.WriteStartObject();
        WriteIds(body.Json, ids);
        WriteRaw(body.Json, "where"u8, where);
        WriteInclude(body.Json, parts, distances: false);
        body.Json.WriteEndObject();
        var response = await PostAsync(operation, "get", body, cancellationToken).ConfigureAwait(false);
        return ChromaAnswer.Read(response.Body.Span, nested: false);
    }

    private static List<VectorRecord> Records(ChromaAnswer answer, RecordParts parts, Filter? rest = null, int first = 0)
    {
        var records = new List<VectorRecord>(answer.Count);
        for (var i = first; i < answer.Count; i++)
        {
            var record = answer.Record(i);
            if (rest is null || rest.Matches(record)) records.Add(Shape(record, parts));
        }
        return records;
    }

    private static VectorRecord Shape(VectorRecord record, RecordParts parts) => new(record.Id)
    {
        Text = parts.HasFlag(RecordParts.Text) ? record.Text : null,
        Payload = parts.HasFlag(RecordParts.Payload) ? record.Payload : new Dictionary<string, PayloadValue>(),
        Vectors = parts.HasFlag(RecordParts.Vectors) ? record.Vectors : new Dictionary<string, VectorValue>(),
    };

    // Distances are smaller for nearer records with every metric; the Euclidean one is squared.
    private double ToSimilarity(double distance) => _metric == DistanceMetric.Euclidean ? -Math.Sqrt(Math.Max(0, distance)) : 1 - distance;

    private static void WriteIds(Utf8JsonWriter json, string[] ids)
    {
        json.WriteStartArray("ids"u8);
        foreach (var id in ids) json.WriteStringValue(id);
        json.WriteEndArray();
    }

    private static void WriteRaw(Utf8JsonWriter json, ReadOnlySpan<byte> name, byte[]? value)
    {
        if (value is null) return;
        json.WritePropertyName(name);
        json.WriteRawValue(value);
    }

    private static void WriteInclude(Utf8JsonWriter json, RecordParts parts, bool distances)
    {
        json.WriteStartArray("include"u8);
        // Whether a text is null is kept in the metadata.
        if (parts.HasFlag(RecordParts.Text)) json.WriteStringValue("documents"u8);
        if (parts.HasFlag(RecordParts.Text) || parts.HasFlag(RecordParts.Payload)) json.WriteStringValue("metadatas"u8);
        if (parts.HasFlag(RecordParts.Vectors)) json.WriteStringValue("embeddings"u8);
        if (distances) json.WriteStringValue("distances"u8);
        json.WriteEndArray();
    }

    private Task<StoreResponse> PostAsync(string operation, string route, JsonBody body, CancellationToken cancellationToken) =>
        SendAsync(operation, HttpMethod.Post, route, body.Written, cancellationToken);

    private async Task<StoreResponse> SendAsync(string operation, HttpMethod method, string route, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        var id = _id;
        try
        {
            return await Connection.SendAsync(Request(id), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreRequestException e) when (e.Kind == StoreFailureKind.NotFound)
        {
            // A collection deleted and made again has another id.
            var current = await _store.FindWireAsync(Name, cancellationToken).ConfigureAwait(false);
            if (current is null || current.Id == id) throw;
            _id = current.Id;
            return await Connection.SendAsync(Request(current.Id), cancellationToken).ConfigureAwait(false);
        }

        StoreRequest Request(string collectionId) =>
            new(operation, method, $"{_store.CollectionsPath}/{collectionId}/{route}") { Collection = Name, Body = body };
    }
}
