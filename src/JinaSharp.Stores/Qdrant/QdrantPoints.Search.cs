using System.Text.Json;
using JinaSharp.Stores.Http;
using JinaSharp.Stores.Validation;

namespace JinaSharp.Stores.Qdrant;

internal sealed partial class QdrantPoints
{
    private static readonly string[] QuerySettings = ["hnsw_ef", "indexed_only", "quantization", "acorn", "consistency", "shard_key"];

    protected override async Task<List<SearchHit>> SearchCoreAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        var settings = new StoreSettings("qdrant", query.AdditionalProperties, QuerySettings, "a query");
        var filter = await ServerFilterAsync(query.Filter, cancellationToken).ConfigureAwait(false);
        try
        {
            if (query.Legs.Count == 1 || IsServerFusion(query.Fusion)) return await AskAsync(query, settings, filter, cancellationToken).ConfigureAwait(false);
            return await FuseHereAsync(query, settings, filter, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreRequestException e) when (e.Kind == StoreFailureKind.NotFound && !e.Message.Contains("ollection `", StringComparison.Ordinal) && query.Legs.Any(leg => leg.Id is not null))
        {
            throw Checks.Refuse($"The query is the record {string.Join(" or ", query.Legs.Where(leg => leg.Id is not null).Select(leg => $"'{leg.Id}'"))}, which is not in collection '{Name}'.", "not_found");
        }
    }

    // The server adds weight / (rank + weight * (k - 1)), rank from 1; ours is weight / (constant + rank). They agree for weights of 1 and k = constant + 1.
    private static bool IsServerFusion(Fusion? fusion) =>
        fusion is null || (fusion.Kind == FusionKind.ReciprocalRank && (fusion.Weights is null || fusion.Weights.All(weight => weight == 1)));

    private async Task<List<SearchHit>> AskAsync(SearchQuery query, StoreSettings settings, byte[]? filter, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        var json = body.Json;
        var wanted = query.Offset + query.Top;
        var metric = query.Legs.Count > 1 ? (DistanceMetric?)null : MetricOf(query.Legs[0]);
        json.WriteStartObject();
        if (query.Legs.Count > 1)
        {
            json.WriteStartArray("prefetch"u8);
            foreach (var leg in query.Legs)
            {
                json.WriteStartObject();
                WriteLeg(body, leg, query, settings, filter, QueryChecks.Candidates(query, leg));
                json.WriteNumber("limit"u8, QueryChecks.Candidates(query, leg));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartObject("query"u8);
            json.WriteStartObject("rrf"u8);
            json.WriteNumber("k"u8, (query.Fusion?.RankConstant ?? Fusion.DefaultRankConstant) + 1);
            json.WriteEndObject();
            json.WriteEndObject();
            WriteFilter(json, filter);
        }
        else
        {
            WriteLeg(body, query.Legs[0], query, settings, filter, QueryChecks.Wanted(query));
        }
        WriteParts(json, query.Parts);
        WriteShardKey(json, settings.Get<string>("shard_key"));
        if (query.GroupBy is { } field)
        {
            json.WriteString("group_by"u8, _filters.Path(field));
            json.WriteNumber("group_size"u8, query.GroupSize);
        }
        json.WriteNumber("limit"u8, wanted);
        json.WriteEndObject();
        var path = ReadQuery(query.GroupBy is null ? "/query" : "/query/groups", settings.Get<string>("consistency"));
        var response = await SendAsync("search", HttpMethod.Post, path, body, cancellationToken).ConfigureAwait(false);
        if (query.GroupBy is null) return Page(Reader(query.Parts).ReadPoints(response.Body.Span, out _).Select(hit => Similar(hit, metric)), query);
        var groups = Reader(query.Parts).ReadGroups(response.Body.Span)
            .Select(group => group.Select(hit => Similar(hit, metric)).Where(hit => query.MinScore is not { } least || hit.Score >= least).ToList());
        return [.. groups.Where(group => group.Count > 0).Skip(query.Offset).Take(query.Top).SelectMany(group => group)];
    }

    // Weighted ranks and relative scores have formulas of their own on the server, so the legs are asked for in one request and fused here.
    private async Task<List<SearchHit>> FuseHereAsync(SearchQuery query, StoreSettings settings, byte[]? filter, CancellationToken cancellationToken)
    {
        using var body = new JsonBody();
        var parts = query.GroupBy is null ? query.Parts : query.Parts | RecordParts.Payload;
        body.Json.WriteStartObject();
        body.Json.WriteStartArray("searches"u8);
        foreach (var leg in query.Legs)
        {
            body.Json.WriteStartObject();
            WriteLeg(body, leg, query, settings, filter, QueryChecks.Candidates(query, leg));
            body.Json.WriteNumber("limit"u8, QueryChecks.Candidates(query, leg));
            WriteParts(body.Json, parts);
            WriteShardKey(body.Json, settings.Get<string>("shard_key"));
            body.Json.WriteEndObject();
        }
        body.Json.WriteEndArray();
        body.Json.WriteEndObject();
        var response = await SendAsync("search", HttpMethod.Post, ReadQuery("/query/batch", settings.Get<string>("consistency")), body, cancellationToken).ConfigureAwait(false);
        var lists = Reader(parts).ReadBatch(response.Body.Span).Select((hits, i) => (IReadOnlyList<SearchHit>)[.. hits.Select(hit => Similar(hit, MetricOf(query.Legs[i])))]).ToArray();
        var fused = RankFusion.Fuse(lists, query.Fusion ?? Fusion.ReciprocalRank());
        if (query.GroupBy is not { } field) return Page(fused, query);
        var passing = fused.Where(hit => query.MinScore is not { } least || hit.Score >= least);
        return HitGroups.Group(passing, query, hit => hit.Record.Payload.TryGetValue(field, out var value) ? value : default(PayloadValue?));
    }

    /// <summary>Writes what a leg searches: its query, vector, filter, settings and coarse first search.</summary>
    private void WriteLeg(JsonBody body, SearchLeg leg, SearchQuery query, StoreSettings settings, byte[]? filter, int wanted)
    {
        var json = body.Json;
        if (leg.Coarse is { } coarse) WriteCoarse(body, leg, coarse, filter, (int)Math.Min((long)wanted * coarse.Oversampling, int.MaxValue));
        json.WritePropertyName("query"u8);
        if (leg.Id is not null) QdrantId.Write(json, leg.Id);
        else WriteVector(body, leg.Vector!);
        WriteUsing(json, leg.VectorName);
        WriteFilter(json, filter);
        WriteSearchParameters(json, leg, query, settings);
    }

    /// <summary>Writes a coarse first search as a prefetch: by another vector, or by the leading dimensions that the collection keeps a second time.</summary>
    private void WriteCoarse(JsonBody body, SearchLeg leg, CoarseSearch coarse, byte[]? filter, int candidates)
    {
        if (CoarseFault(leg, coarse) is { } fault) throw Checks.Refuse(fault, "invalid_query");
        // Codes of the vector itself are no search of their own on the server, but a setting of the search.
        if (coarse is { SignCodes: true, VectorName: null }) return;
        if (coarse.VectorName is null && !_names.Coarse.ContainsKey(leg.VectorName)) return;
        var json = body.Json;
        json.WriteStartObject("prefetch"u8);
        json.WritePropertyName("query"u8);
        if (leg.Id is not null) QdrantId.Write(json, leg.Id);
        else if (coarse.Vector is { } own) WriteVector(body, own);
        else body.WriteFloats(CoarseHead((DenseVector)leg.Vector!, leg, coarse));
        json.WriteString("using"u8, coarse.VectorName is { } name ? _names.ToServer(name) : _names.CoarseToServer(leg.VectorName));
        WriteFilter(json, filter);
        if (coarse.SignCodes)
        {
            // Where the vector has binary quantization its codes alone are compared.
            json.WriteStartObject("params"u8);
            json.WriteStartObject("quantization"u8);
            json.WriteBoolean("rescore"u8, false);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteNumber("limit"u8, candidates);
        json.WriteEndObject();
    }

    private float[] CoarseHead(DenseVector query, SearchLeg leg, CoarseSearch coarse)
    {
        if (coarse.VectorName is null) return QdrantNames.Head(query.Values.Span, _names.Coarse[leg.VectorName], MetricOf(leg));
        return VectorMath.TruncateAndNormalize(query.Values.Span, Checks.Find(coarse.VectorName, "The coarse search").Dimensions);
    }

    private string? CoarseFault(SearchLeg leg, CoarseSearch coarse)
    {
        if (coarse is { SignCodes: true, Dimensions: not null }) return "A coarse search takes leading dimensions or sign codes, not both.";
        if (coarse.VectorName is null)
        {
            if (Checks.Find(leg.VectorName, "The query").Kind is not VectorKind.Dense and var kind)
                return $"Vector {RecordChecks.Quote(leg.VectorName)} is of kind {kind}; a coarse first search for it needs another vector: set VectorName and Vector of the coarse search.";
            if (coarse.Dimensions is not { } wanted || (_names.Coarse.TryGetValue(leg.VectorName, out var kept) && kept == wanted)) return null;
            return $"A coarse search by {wanted} dimensions needs them as a vector of their own on Qdrant, which cannot cut stored ones. The collection keeps " +
                $"{(kept == 0 ? "none" : $"the first {kept}")}: make it with the setting qdrant.{QdrantNames.CoarseSetting} = {wanted} of vector {RecordChecks.Quote(leg.VectorName)}" +
                $"{(kept == 0 ? ", or name a smaller vector." : $", or ask for {kept}.")}";
        }
        var other = Checks.Find(coarse.VectorName, "The coarse search");
        if (coarse.Dimensions is not null) return "A coarse search compares another vector or leading dimensions, not both.";
        if (leg.Id is not null || coarse.Vector is not null) return null;
        if (leg.Vector is not DenseVector dense || other.Kind != VectorKind.Dense)
            return $"The query of a coarse search by vector '{other.Name}' of kind {other.Kind} is not a part of the query of kind {leg.Vector!.Kind}: set Vector of the coarse search.";
        return other.Dimensions > dense.Values.Length ? $"Vector '{other.Name}' has {other.Dimensions} dimensions, more than the {dense.Values.Length} of the query; a coarse search compares a smaller one." : null;
    }

    private void WriteUsing(Utf8JsonWriter json, string vectorName)
    {
        if (!_names.IsUnnamed) json.WriteString("using"u8, _names.ToServer(vectorName));
    }

    private static void WriteSearchParameters(Utf8JsonWriter json, SearchLeg leg, SearchQuery query, StoreSettings settings)
    {
        string[] names = ["hnsw_ef", "indexed_only", "quantization", "acorn"];
        var codes = leg.Coarse is { SignCodes: true, VectorName: null } own && !settings.Has("quantization") ? own : null;
        if (!query.Exact && codes is null && !names.Any(settings.Has)) return;
        json.WriteStartObject("params"u8);
        if (query.Exact) json.WriteBoolean("exact"u8, true);
        foreach (var name in names.Where(settings.Has))
        {
            json.WritePropertyName(name);
            SettingJson.Write(json, name, settings.Get<object>(name));
        }
        // Takes effect where the vector has binary quantization; elsewhere the answer is that of the full vectors at once.
        if (codes is not null)
        {
            json.WriteStartObject("quantization"u8);
            json.WriteBoolean("rescore"u8, true);
            json.WriteNumber("oversampling"u8, codes.Oversampling);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private DistanceMetric MetricOf(SearchLeg leg) => Checks.Find(leg.VectorName, "The query").Metric;

    // The server gives plain distances, smaller first, for Euclidean collections.
    private static SearchHit Similar(SearchHit hit, DistanceMetric? metric) => metric == DistanceMetric.Euclidean ? hit with { Score = -hit.Score } : hit;
}
