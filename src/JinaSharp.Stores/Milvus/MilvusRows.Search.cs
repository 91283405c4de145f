using JinaSharp.Stores.Http;
using JinaSharp.Stores.Validation;

namespace JinaSharp.Stores.Milvus;

internal sealed partial class MilvusRows
{
    // The server takes constants of rank fusion from 1 to below this.
    private const int MaxRankConstant = 16384;

    private static readonly string[] QuerySettings = ["consistency_level", "partition_names", "search_params"];

    protected override async Task<List<SearchHit>> SearchCoreAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        var settings = new StoreSettings("milvus", query.AdditionalProperties, QuerySettings, "a query");
        if (query.GroupBy is not null) return await GroupAsync(query, settings, cancellationToken).ConfigureAwait(false);
        return Page(await RankAsync(query, query.Offset + query.Top, settings, cancellationToken).ConfigureAwait(false), query);
    }

    // The server groups by columns only, and payloads are one JSON column: the ranking is read on until the groups are full.
    private async Task<List<SearchHit>> GroupAsync(SearchQuery query, StoreSettings settings, CancellationToken cancellationToken)
    {
        var field = query.GroupBy!;
        var wanted = (query.Offset + query.Top) * (long)query.GroupSize;
        for (var window = Math.Max(100, wanted * 4); ; window *= 4)
        {
            var size = (int)Math.Min(window, Capabilities.MaxResultWindow);
            var ranked = await RankAsync(query with { Parts = query.Parts | RecordParts.Payload }, size, settings, cancellationToken).ConfigureAwait(false);
            var passing = ranked.Where(hit => query.MinScore is not { } least || hit.Score >= least).ToList();
            var all = HitGroups.Group(passing, query with { Offset = 0, Top = query.Offset + query.Top }, Key);
            if (all.Count < wanted && ranked.Count >= size && size < Capabilities.MaxResultWindow) continue;
            return [.. HitGroups.Group(passing, query, Key).Select(hit => hit with { Record = Shape(hit.Record, query.Parts) })];
        }

        PayloadValue? Key(SearchHit hit) => hit.Record.Payload.TryGetValue(field, out var value) ? value : default(PayloadValue?);
    }

    private async Task<List<SearchHit>> RankAsync(SearchQuery query, int wanted, StoreSettings settings, CancellationToken cancellationToken)
    {
        var where = MilvusFilter.Translate(query.Filter);
        if (query.Legs.Count == 1) return await RankLegAsync(query.Legs[0], query, where, wanted, settings, cancellationToken).ConfigureAwait(false);
        var plain = query.Fusion is null || (query.Fusion.Kind == FusionKind.ReciprocalRank && (query.Fusion.Weights is null || query.Fusion.Weights.All(weight => weight == 1)));
        if (plain && !query.Exact && query.Legs.All(leg => leg.Id is null) && query.Fusion is not { RankConstant: 0 or >= MaxRankConstant })
            return await HybridAsync(query, where, wanted, settings, cancellationToken).ConfigureAwait(false);
        var lists = new List<IReadOnlyList<SearchHit>>();
        foreach (var leg in query.Legs)
            lists.Add(await RankLegAsync(leg, query, where, QueryChecks.Candidates(query, leg), settings, cancellationToken).ConfigureAwait(false));
        return RankFusion.Fuse(lists, query.Fusion ?? Fusion.ReciprocalRank());
    }

    private async Task<List<SearchHit>> RankLegAsync(SearchLeg leg, SearchQuery query, MilvusExpression where, int wanted, StoreSettings settings, CancellationToken cancellationToken)
    {
        var definition = Checks.Find(leg.VectorName, "The query");
        var vector = leg.Vector ?? await StoredVectorAsync(leg.Id!, leg.VectorName, cancellationToken).ConfigureAwait(false);
        var most = Math.Min(wanted + (leg.Id is null ? 0 : 1), Capabilities.MaxResultWindow);
        if (query.Exact && !MilvusDefinition.IsFlat(definition))
            return await ScanAsync(leg, vector, definition, query, wanted, cancellationToken).ConfigureAwait(false);
        using var body = new JsonBody();
        var json = body.Json;
        WriteStart(json);
        WriteSearch(body, vector, definition);
        json.WriteNumber("limit"u8, most);
        where.Write(json);
        WriteList(json, "outputFields", OutputFields(query.Parts));
        json.WriteStartObject("searchParams"u8);
        json.WriteString("metricType"u8, MilvusDefinition.Metric(definition));
        json.WritePropertyName("params"u8);
        SettingJson.Write(json, "milvus.search_params", settings.Get<object>("search_params") ?? new Dictionary<string, object?>());
        json.WriteEndObject();
        WriteReading(json, settings.Get<string>("consistency_level"), settings.Get<IEnumerable<string>>("partition_names"));
        json.WriteEndObject();
        var response = await SendAsync("search", "entities/search", body, cancellationToken).ConfigureAwait(false);
        var hits = new MilvusRowReader(Definition, query.Parts).Read(response.Body.Span).Select(hit => Similar(hit, definition));
        return [.. hits.Where(hit => hit.Id != leg.Id).OrderByDescending(hit => hit.Score).Take(wanted)];
    }

    private async Task<List<SearchHit>> HybridAsync(SearchQuery query, MilvusExpression where, int wanted, StoreSettings settings, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        var json = body.Json;
        WriteStart(json);
        json.WriteStartArray("search"u8);
        foreach (var leg in query.Legs)
        {
            var definition = Checks.Find(leg.VectorName, "The query");
            json.WriteStartObject();
            WriteSearch(body, leg.Vector!, definition);
            json.WriteString("metricType"u8, MilvusDefinition.Metric(definition));
            json.WriteNumber("limit"u8, Math.Min(QueryChecks.Candidates(query, leg), Capabilities.MaxResultWindow));
            where.Write(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("rerank"u8);
        json.WriteString("strategy"u8, "rrf"u8);
        json.WriteStartObject("params"u8);
        json.WriteNumber("k"u8, query.Fusion?.RankConstant ?? Fusion.DefaultRankConstant);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteNumber("limit"u8, wanted);
        WriteList(json, "outputFields", OutputFields(query.Parts));
        WriteReading(json, settings.Get<string>("consistency_level"), settings.Get<IEnumerable<string>>("partition_names"));
        json.WriteEndObject();
        var response = await SendAsync("search", "entities/hybrid_search", body, cancellationToken).ConfigureAwait(false);
        return new MilvusRowReader(Definition, query.Parts).Read(response.Body.Span);
    }

    // An approximate index cannot be told to compare every vector, so an exact search over one is done on this side.
    private async Task<List<SearchHit>> ScanAsync(SearchLeg leg, VectorValue vector, VectorDefinition definition, SearchQuery query, int wanted, CancellationToken cancellationToken)
    {
        if (definition.Kind == VectorKind.Binary) throw Checks.Refuse("An exact search over an approximate index of binary vectors is not possible; make the collection with milvus.index_type BIN_FLAT.", "invalid_query");
        var best = new PriorityQueue<SearchHit, double>();
        await foreach (var page in PagesAsync(query.Filter, query.Parts | RecordParts.Vectors, cancellationToken).ConfigureAwait(false))
        {
            foreach (var record in page)
            {
                if (record.Id == leg.Id || !record.Vectors.TryGetValue(leg.VectorName, out var other)) continue;
                var score = Compare(vector, other, definition.Metric);
                if (best.Count == wanted && best.TryPeek(out _, out var worst) && score <= worst) continue;
                best.Enqueue(new SearchHit(Shape(record, query.Parts), score), score);
                if (best.Count > wanted) best.Dequeue();
            }
        }
        return [.. best.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)];
    }

    private static double Compare(VectorValue left, VectorValue right, DistanceMetric metric)
    {
        if (left is DenseVector dense) return VectorMath.Similarity(metric, dense.Values.Span, ((DenseVector)right).Values.Span);
        var (query, rows) = ((MultiVector)left, (MultiVector)right);
        double sum = 0;
        for (var i = 0; i < query.RowCount; i++)
        {
            var best = double.NegativeInfinity;
            for (var j = 0; j < rows.RowCount; j++)
                best = Math.Max(best, VectorMath.Similarity(metric, query.Values.Span.Slice(i * query.RowDimensions, query.RowDimensions), rows.Values.Span.Slice(j * rows.RowDimensions, rows.RowDimensions)));
            sum += best;
        }
        return sum;
    }

    private async Task<VectorValue> StoredVectorAsync(string id, string vectorName, CancellationToken cancellationToken)
    {
        var found = await ReadAsync([id], RecordParts.Vectors, cancellationToken).ConfigureAwait(false);
        return found.Count > 0 ? found[0].Vectors[vectorName] : throw Checks.Refuse($"The query is the record '{id}', which is not in collection '{Name}'.", "not_found");
    }

    private static void WriteSearch(JsonBody body, VectorValue vector, VectorDefinition definition)
    {
        body.Json.WriteStartArray("data"u8);
        WriteVector(body, vector, inRow: false);
        body.Json.WriteEndArray();
        body.Json.WriteString("annsField"u8, MilvusDefinition.SearchField(definition));
    }

    // Distances are larger for nearer rows, but for Euclidean (squared) and Hamming.
    private static SearchHit Similar(SearchHit hit, VectorDefinition definition) => (definition.Kind, definition.Metric) switch
    {
        (VectorKind.Binary, _) => hit with { Score = -hit.Score },
        (VectorKind.Dense, DistanceMetric.Euclidean) => hit with { Score = -Math.Sqrt(Math.Max(0, hit.Score)) },
        _ => hit,
    };

    private static VectorRecord Shape(VectorRecord record, RecordParts parts) => new(record.Id)
    {
        Text = parts.HasFlag(RecordParts.Text) ? record.Text : null,
        Payload = parts.HasFlag(RecordParts.Payload) ? record.Payload : new Dictionary<string, PayloadValue>(),
        Vectors = parts.HasFlag(RecordParts.Vectors) ? record.Vectors : new Dictionary<string, VectorValue>(),
    };
}
