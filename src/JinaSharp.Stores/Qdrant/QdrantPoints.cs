using System.Runtime.CompilerServices;
using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Qdrant;

/// <summary>The points of one Qdrant collection, over its REST interface.</summary>
internal sealed partial class QdrantPoints : RemoteCollection
{
    private const int PageSize = 1000;
    private const int PageSizeWithRows = 100;
    private const int MostMultiVectorNumbers = 1_048_576;

    private readonly QdrantSettings _settings;
    private readonly QdrantNames _names;
    private readonly QdrantFilter _filters;
    private readonly string _path;
    private readonly long _coarseBytes;

    public QdrantPoints(StoreConnection connection, StoreTelemetry telemetry, RemoteStoreLimits limits, QdrantSettings settings, QdrantNames names, VectorCollectionDefinition definition)
        : base(connection, telemetry, limits, definition, QdrantStore.DeclaredCapabilities)
    {
        (_settings, _names, _coarseBytes) = (settings, names, (long)RecordSize.BytesPerNumber * names.Coarse.Values.Sum());
        _filters = new QdrantFilter(definition, Capabilities);
        _path = $"collections/{Uri.EscapeDataString(definition.Name)}/points";
    }

    protected override void CheckRecord(VectorRecord record)
    {
        foreach (var reserved in (string[])[_settings.IdField, _settings.TextField])
        {
            if (record.Payload.ContainsKey(reserved))
                throw Checks.Refuse($"Record '{record.Id}' has a payload field '{reserved}', in which this store keeps its id or text. Rename the field, or set QdrantStoreOptions.IdField and TextField.");
        }
        foreach (var vector in record.Vectors.Values)
        {
            if (vector is MultiVector multi && multi.Values.Length >= MostMultiVectorNumbers)
            {
                throw Checks.Refuse(
                    $"Record '{record.Id}' has a multi-vector of {multi.RowCount} rows of {multi.RowDimensions} dimensions ({multi.Values.Length} numbers); Qdrant takes fewer than {MostMultiVectorNumbers}. Pool rows, or split the document.");
            }
        }
    }

    protected override long EstimateBytes(VectorRecord record) => base.EstimateBytes(record) + _coarseBytes;

    protected override async Task WriteAsync(ArraySegment<VectorRecord> records, CancellationToken cancellationToken)
    {
        using var body = new JsonBody((int)Math.Min(records.Sum(EstimateBytes) + 4096, int.MaxValue / 2));
        WriteUpsert(body, records);
        await SendAsync("upsert", HttpMethod.Put, WriteQuery(""), body, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task<List<VectorRecord>> ReadAsync(string[] ids, RecordParts parts, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        body.Json.WriteStartObject();
        WriteIds(body.Json, "ids", ids);
        WriteParts(body.Json, parts);
        WriteShardKey(body.Json);
        body.Json.WriteEndObject();
        var response = await SendAsync("get", HttpMethod.Post, ReadQuery(""), body, cancellationToken).ConfigureAwait(false);
        return [.. Reader(parts).ReadPoints(response.Body.Span, out _).Select(hit => hit.Record)];
    }

    protected override async Task RemoveAsync(string[] ids, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        body.Json.WriteStartObject();
        WriteIds(body.Json, "points", ids);
        WriteShardKey(body.Json);
        body.Json.WriteEndObject();
        await SendAsync("delete", HttpMethod.Post, WriteQuery("/delete"), body, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task RemoveAsync(Filter filter, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        body.Json.WriteStartObject();
        WriteFilter(body.Json, await ServerFilterAsync(filter, cancellationToken).ConfigureAwait(false) ?? "{}"u8.ToArray());
        WriteShardKey(body.Json);
        body.Json.WriteEndObject();
        await SendAsync("delete", HttpMethod.Post, WriteQuery("/delete"), body, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task<long> CountCoreAsync(Filter? filter, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        body.Json.WriteStartObject();
        WriteFilter(body.Json, await ServerFilterAsync(filter, cancellationToken).ConfigureAwait(false));
        body.Json.WriteBoolean("exact"u8, true);
        WriteShardKey(body.Json);
        body.Json.WriteEndObject();
        var response = await SendAsync("count", HttpMethod.Post, ReadQuery("/count"), body, cancellationToken).ConfigureAwait(false);
        using var answer = JsonDocument.Parse(response.Body);
        return answer.RootElement.GetProperty("result").GetProperty("count").GetInt64();
    }

    protected override async IAsyncEnumerable<List<VectorRecord>> PagesAsync(Filter? filter, RecordParts parts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var where = _filters.Translate(filter);
        var fetched = where.Rest is null ? parts : parts | RecordParts.Payload;
        var rows = parts.HasFlag(RecordParts.Vectors) && Definition.Vectors.Any(vector => vector.Kind == VectorKind.Multi);
        string? offset = null;
        do
        {
            using var body = new JsonBody();
            body.Json.WriteStartObject();
            WriteFilter(body.Json, where.Server);
            body.Json.WriteNumber("limit"u8, rows ? PageSizeWithRows : PageSize);
            if (offset is not null)
            {
                body.Json.WritePropertyName("offset"u8);
                body.Json.WriteRawValue(offset);
            }
            WriteParts(body.Json, fetched);
            WriteShardKey(body.Json);
            body.Json.WriteEndObject();
            var response = await SendAsync("scroll", HttpMethod.Post, ReadQuery("/scroll"), body, cancellationToken).ConfigureAwait(false);
            var page = Reader(fetched).ReadPoints(response.Body.Span, out offset);
            yield return [.. page.Select(hit => hit.Record).Where(record => where.Rest is null || where.Rest.Matches(record)).Select(record => Shape(record, parts))];
        }
        while (offset is not null);
    }

    /// <summary>Writes the body of an upsert. Internal for the benchmark of body building.</summary>
    internal void WriteUpsert(JsonBody body, ArraySegment<VectorRecord> records)
    {
        var json = body.Json;
        json.WriteStartObject();
        json.WriteStartArray("points"u8);
        foreach (var record in records)
        {
            json.WriteStartObject();
            json.WritePropertyName("id"u8);
            QdrantId.Write(json, record.Id);
            json.WritePropertyName("vector"u8);
            WriteVectors(body, record);
            json.WriteStartObject("payload"u8);
            foreach (var (name, value) in record.Payload)
            {
                json.WritePropertyName(name);
                PayloadJson.Write(json, value);
            }
            if (!QdrantId.IsNative(record.Id)) json.WriteString(_settings.IdField, record.Id);
            if (record.Text is not null) json.WriteString(_settings.TextField, record.Text);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteShardKey(json);
        json.WriteEndObject();
    }

    private void WriteVectors(JsonBody body, VectorRecord record)
    {
        if (_names.IsUnnamed && record.Vector is { } only)
        {
            WriteVector(body, only);
            return;
        }
        body.Json.WriteStartObject();
        foreach (var (name, vector) in record.Vectors)
        {
            body.Json.WritePropertyName(_names.ToServer(name));
            WriteVector(body, vector);
            if (!_names.Coarse.TryGetValue(name, out var head)) continue;
            body.Json.WritePropertyName(_names.CoarseToServer(name));
            body.WriteFloats(QdrantNames.Head(((DenseVector)vector).Values.Span, head, Checks.Find(name, "A record").Metric));
        }
        body.Json.WriteEndObject();
    }

    private static void WriteVector(JsonBody body, VectorValue vector)
    {
        switch (vector)
        {
            case DenseVector dense:
                body.WriteFloats(dense.Values.Span);
                break;
            case MultiVector multi:
                body.WriteRows(multi);
                break;
            case SparseVector sparse:
                body.WriteSparse(sparse);
                break;
            default:
                throw new ArgumentException($"Qdrant takes no vector of kind {vector.Kind}.", nameof(vector));
        }
    }

    /// <summary>The whole filter as the server can check it: where a part would be rounded there, the matching ids are looked up first.</summary>
    private async Task<byte[]?> ServerFilterAsync(Filter? filter, CancellationToken cancellationToken)
    {
        var where = _filters.Translate(filter);
        if (where.Rest is null) return where.Server;
        var ids = new List<string>();
        await foreach (var page in PagesAsync(filter, RecordParts.None, cancellationToken).ConfigureAwait(false)) ids.AddRange(page.Select(record => record.Id));
        return QdrantFilter.OnlyIds(ids);
    }

    private void WriteParts(Utf8JsonWriter json, RecordParts parts)
    {
        json.WritePropertyName("with_payload"u8);
        switch (parts & RecordParts.Default)
        {
            case RecordParts.Default:
                json.WriteBooleanValue(true);
                break;
            case RecordParts.Payload:
                json.WriteStartObject();
                json.WriteStartArray("exclude"u8);
                json.WriteStringValue(_settings.TextField);
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            default:
                // The original id is always needed.
                json.WriteStartArray();
                json.WriteStringValue(_settings.IdField);
                if (parts.HasFlag(RecordParts.Text)) json.WriteStringValue(_settings.TextField);
                json.WriteEndArray();
                break;
        }
        if (!parts.HasFlag(RecordParts.Vectors) || _names.Coarse.Count == 0)
        {
            json.WriteBoolean("with_vector"u8, parts.HasFlag(RecordParts.Vectors));
            return;
        }
        json.WriteStartArray("with_vector"u8);
        foreach (var vector in Definition.Vectors) json.WriteStringValue(_names.ToServer(vector.Name));
        json.WriteEndArray();
    }

    private static void WriteIds(Utf8JsonWriter json, string property, string[] ids)
    {
        json.WriteStartArray(property);
        foreach (var id in ids) QdrantId.Write(json, id);
        json.WriteEndArray();
    }

    private static void WriteFilter(Utf8JsonWriter json, byte[]? filter)
    {
        if (filter is null) return;
        json.WritePropertyName("filter"u8);
        json.WriteRawValue(filter, skipInputValidation: true);
    }

    private void WriteShardKey(Utf8JsonWriter json, string? own = null)
    {
        if ((own ?? _settings.ShardKey) is { } key) json.WriteString("shard_key"u8, key);
    }

    private QdrantRecordReader Reader(RecordParts parts) => new(Definition, _settings, _names, parts);

    private static VectorRecord Shape(VectorRecord record, RecordParts parts) => parts.HasFlag(RecordParts.Payload)
        ? record
        : new VectorRecord(record.Id) { Text = record.Text, Vectors = record.Vectors };

    private string WriteQuery(string route) => $"{_path}{route}?wait=true{(_settings.WriteOrdering is { } ordering ? $"&ordering={ordering}" : "")}";

    private string ReadQuery(string route, string? consistency = null) =>
        (consistency ?? _settings.ReadConsistency) is { } level ? $"{_path}{route}?consistency={Uri.EscapeDataString(level)}" : _path + route;

    private Task<StoreResponse> SendAsync(string operation, HttpMethod method, string path, JsonBody body, CancellationToken cancellationToken) =>
        Connection.SendAsync(new StoreRequest(operation, method, path) { Collection = Name, Body = body.Written }, cancellationToken);
}
