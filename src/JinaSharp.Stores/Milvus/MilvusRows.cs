using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Milvus;

/// <summary>The rows of one Milvus collection, over REST.</summary>
internal sealed partial class MilvusRows : RemoteCollection
{
    private const int PageSize = 1000;
    private const int PageSizeWithRows = 100;

    private readonly MilvusSettings _settings;

    public MilvusRows(StoreConnection connection, StoreTelemetry telemetry, RemoteStoreLimits limits, MilvusSettings settings, VectorCollectionDefinition definition)
        : base(connection, telemetry, limits, definition, MilvusStore.DeclaredCapabilities) => _settings = settings;

    protected override void CheckRecord(VectorRecord record)
    {
        CheckLength(record, "id", record.Id);
        if (record.Text is not null) CheckLength(record, "text", record.Text);
        foreach (var (name, vector) in record.Vectors)
        {
            if (vector is MultiVector multi && multi.RowCount > MilvusDefinition.MaxRows(Checks.Find(name, "The record")))
                throw Checks.Refuse($"Record '{record.Id}', vector '{name}' has {multi.RowCount} rows; the collection was made for {MilvusDefinition.MaxRows(Checks.Find(name, "The record"))} (setting milvus.max_rows).");
            if (vector is SparseVector { Indices.Length: 0 }) throw Checks.Refuse($"Record '{record.Id}', vector '{name}' has no position that is not zero; Milvus takes no empty sparse vector.");
        }
    }

    protected override async Task WriteAsync(ArraySegment<VectorRecord> records, CancellationToken cancellationToken)
    {
        using var body = new JsonBody((int)Math.Min(records.Sum(EstimateBytes) + 4096, int.MaxValue / 2));
        var json = body.Json;
        WriteStart(json);
        if (_settings.Partition is not null) json.WriteString("partitionName"u8, _settings.Partition);
        json.WriteStartArray("data"u8);
        var pad = MilvusDefinition.NeedsPad(Definition);
        foreach (var record in records)
        {
            json.WriteStartObject();
            json.WriteString(MilvusFields.Id, record.Id);
            json.WriteString(MilvusFields.Text, record.Text);
            json.WritePropertyName(MilvusFields.Payload);
            PayloadJson.WriteMap(json, record.Payload);
            json.WritePropertyName(MilvusFields.Lookup);
            MilvusLookup.Write(json, record.Payload);
            foreach (var (name, vector) in record.Vectors)
            {
                json.WritePropertyName(MilvusFields.ToServer(name));
                WriteVector(body, vector, inRow: true);
            }
            if (pad)
            {
                json.WritePropertyName(MilvusFields.Pad);
                body.WriteFloats([0, 0]);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        await SendAsync("upsert", "entities/upsert", body, cancellationToken).ConfigureAwait(false);
    }

    protected override async Task<List<VectorRecord>> ReadAsync(string[] ids, RecordParts parts, CancellationToken cancellationToken)
    {
        var size = PageSizeFor(parts);
        var records = new List<VectorRecord>(ids.Length);
        foreach (var chunk in ids.Chunk(size))
            records.AddRange(await QueryAsync("get", MilvusExpression.Everything.And($"{MilvusFields.Id} in {{ids}}", "ids", chunk), parts, size, cancellationToken).ConfigureAwait(false));
        return records;
    }

    protected override Task RemoveAsync(string[] ids, CancellationToken cancellationToken) =>
        RemoveAsync(MilvusExpression.Everything.And($"{MilvusFields.Id} in {{ids}}", "ids", ids), cancellationToken);

    protected override Task RemoveAsync(Filter filter, CancellationToken cancellationToken)
    {
        var where = MilvusFilter.Translate(filter);
        return RemoveAsync(where.Text.Length > 0 ? where : new MilvusExpression($"{MilvusFields.Id} > \"\"", where.Parameters), cancellationToken);
    }

    protected override async Task<long> CountCoreAsync(Filter? filter, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        WriteStart(body.Json);
        MilvusFilter.Translate(filter).Write(body.Json);
        WriteList(body.Json, "outputFields", ["count(*)"]);
        body.Json.WriteNumber("limit"u8, 0);
        WriteReading(body.Json, null, null);
        body.Json.WriteEndObject();
        var response = await SendAsync("count", "entities/query", body, cancellationToken).ConfigureAwait(false);
        using var answer = JsonDocument.Parse(response.Body);
        var count = answer.RootElement.GetProperty("data")[0].GetProperty("count(*)");
        return count.ValueKind == JsonValueKind.String ? long.Parse(count.GetString()!) : count.GetInt64();
    }

    // Rows come in the order of ids, so each page begins after the last id of the one before.
    protected override async IAsyncEnumerable<List<VectorRecord>> PagesAsync(Filter? filter, RecordParts parts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var where = MilvusFilter.Translate(filter);
        var size = PageSizeFor(parts);
        var last = "";
        while (true)
        {
            var page = await QueryAsync("scroll", where.And($"{MilvusFields.Id} > {{last}}", "last", last), parts, size, cancellationToken).ConfigureAwait(false);
            if (page.Count > 0) yield return page;
            if (page.Count < size) yield break;
            // Ids are ordered by their bytes.
            last = page.Select(record => record.Id).MaxBy(id => id, Utf8Order.Instance)!;
        }
    }

    private int PageSizeFor(RecordParts parts) =>
        parts.HasFlag(RecordParts.Vectors) && Definition.Vectors.Any(vector => vector.Kind == VectorKind.Multi) ? PageSizeWithRows : PageSize;

    private async Task<List<VectorRecord>> QueryAsync(string operation, MilvusExpression where, RecordParts parts, int limit, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        WriteStart(body.Json);
        where.Write(body.Json);
        body.Json.WriteNumber("limit"u8, limit);
        WriteList(body.Json, "outputFields", OutputFields(parts));
        WriteReading(body.Json, null, null);
        body.Json.WriteEndObject();
        var response = await SendAsync(operation, "entities/query", body, cancellationToken).ConfigureAwait(false);
        return [.. new MilvusRowReader(Definition, parts).Read(response.Body.Span).Select(row => row.Record)];
    }

    private async Task RemoveAsync(MilvusExpression where, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        WriteStart(body.Json);
        if (_settings.Partition is not null) body.Json.WriteString("partitionName"u8, _settings.Partition);
        where.Write(body.Json);
        body.Json.WriteEndObject();
        await SendAsync("delete", "entities/delete", body, cancellationToken).ConfigureAwait(false);
    }

    private void WriteStart(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (_settings.Database is not null) json.WriteString("dbName"u8, _settings.Database);
        json.WriteString("collectionName"u8, Name);
    }

    private void WriteReading(Utf8JsonWriter json, string? consistency, IEnumerable<string>? partitions)
    {
        json.WriteString("consistencyLevel"u8, consistency ?? _settings.ConsistencyLevel);
        if (partitions is not null) WriteList(json, "partitionNames", partitions);
        else if (_settings.Partition is not null) WriteList(json, "partitionNames", [_settings.Partition]);
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items) json.WriteStringValue(item);
        json.WriteEndArray();
    }

    private static void WriteVector(JsonBody body, VectorValue vector, bool inRow)
    {
        switch (vector)
        {
            case DenseVector dense:
                body.WriteFloats(dense.Values.Span);
                break;
            case BinaryVector binary:
                body.Json.WriteBase64StringValue(binary.Bits.Span);
                break;
            case SparseVector sparse:
                body.Json.WriteStartObject();
                for (var i = 0; i < sparse.Indices.Length; i++)
                {
                    body.Json.WritePropertyName(sparse.Indices.Span[i].ToString(System.Globalization.CultureInfo.InvariantCulture));
                    body.Json.WriteNumberValue(sparse.Values.Span[i]);
                }
                body.Json.WriteEndObject();
                break;
            case MultiVector multi when inRow:
                body.Json.WriteStartArray();
                for (var row = 0; row < multi.RowCount; row++)
                {
                    body.Json.WriteStartObject();
                    body.Json.WritePropertyName(MilvusFields.Row);
                    body.WriteFloats(multi.Values.Span.Slice(row * multi.RowDimensions, multi.RowDimensions));
                    body.Json.WriteEndObject();
                }
                body.Json.WriteEndArray();
                break;
            case MultiVector multi:
                body.WriteRows(multi);
                break;
        }
    }

    private IEnumerable<string> OutputFields(RecordParts parts)
    {
        yield return MilvusFields.Id;
        if (parts.HasFlag(RecordParts.Text)) yield return MilvusFields.Text;
        if (parts.HasFlag(RecordParts.Payload)) yield return MilvusFields.Payload;
        if (!parts.HasFlag(RecordParts.Vectors)) yield break;
        foreach (var vector in Definition.Vectors) yield return MilvusFields.ToServer(vector.Name);
    }

    private void CheckLength(VectorRecord record, string what, string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        if (bytes > MilvusFields.MaxTextBytes)
            throw Checks.Refuse($"Record '{(record.Id.Length > 80 ? record.Id[..80] + "…" : record.Id)}' has {(what == "id" ? "an id" : "a text")} of {bytes} bytes of UTF-8; Milvus takes {MilvusFields.MaxTextBytes}. {(what == "text" ? "Keep the text elsewhere, or in smaller chunks." : "Use a shorter id.")}");
    }

    private Task<StoreResponse> SendAsync(string operation, string route, JsonBody body, CancellationToken cancellationToken) =>
        Connection.SendAsync(new StoreRequest(operation, HttpMethod.Post, $"v2/vectordb/{route}") { Collection = Name, Body = body.Written }, cancellationToken);
}
