using System.Text.Json;
using System.Text.Json.Nodes;

namespace JinaSharp.FakeStores.Qdrant;

/// <summary>One collection: its configuration and points.</summary>
internal sealed partial class FakeQdrantCollection
{
    private readonly JsonObject _definition;
    private readonly bool _keepsMetadata;
    private readonly bool _refusesUnindexed;
    private readonly SortedDictionary<FakePointId, FakePoint> _points = [];
    private readonly JsonObject _indexes = [];
    private readonly Dictionary<string, JsonObject> _dense = [];
    private readonly HashSet<string> _sparse = [];
    private ulong _version;

    public FakeQdrantCollection(JsonObject definition, bool keepsMetadata, bool refusesUnindexed)
    {
        (_definition, _keepsMetadata) = (definition, keepsMetadata);
        _refusesUnindexed = refusesUnindexed
            || (definition["strict_mode_config"] is JsonObject strict && strict["enabled"]?.GetValue<bool>() == true && strict["unindexed_filtering_retrieve"]?.GetValue<bool>() == false);
        if (definition["vectors"] is JsonObject vectors)
        {
            if (vectors.ContainsKey("size")) _dense[""] = vectors;
            else
                foreach (var (name, value) in vectors) _dense[name] = value!.AsObject();
        }
        foreach (var (name, _) in definition["sparse_vectors"] as JsonObject ?? []) _sparse.Add(name);
        foreach (var (name, vector) in _dense)
        {
            var size = vector["size"]!.GetValue<JsonElement>().GetInt64();
            if (size is < 1 or > 65536) throw new FakeQdrantException(422, $"Validation error in JSON body: [vectors.{name}.size: value {size} invalid, must be from 1 to 65536]");
        }
    }

    public JsonObject Info()
    {
        var parameters = new JsonObject { ["shard_number"] = 1, ["replication_factor"] = 1, ["write_consistency_factor"] = 1, ["on_disk_payload"] = true };
        foreach (var name in (string[])["shard_number", "replication_factor", "write_consistency_factor", "sharding_method", "on_disk_payload", "vectors", "sparse_vectors"])
            if (_definition[name] is { } value) parameters[name] = value.DeepClone();
        if (!parameters.ContainsKey("vectors")) parameters["vectors"] = new JsonObject();
        var config = new JsonObject
        {
            ["params"] = parameters,
            ["hnsw_config"] = new JsonObject { ["m"] = 16, ["ef_construct"] = 100, ["full_scan_threshold"] = 10000 },
            ["optimizer_config"] = new JsonObject { ["deleted_threshold"] = 0.2, ["vacuum_min_vector_number"] = 1000, ["default_segment_number"] = 2, ["flush_interval_sec"] = 5 },
        };
        if (_keepsMetadata && _definition["metadata"] is { } metadata) config["metadata"] = metadata.DeepClone();
        return new JsonObject
        {
            ["status"] = "green", ["optimizer_status"] = "ok", ["points_count"] = _points.Count, ["segments_count"] = 2, ["config"] = config, ["payload_schema"] = _indexes.DeepClone(),
        };
    }

    public void AddIndex(JsonObject json) =>
        _indexes[json["field_name"]!.GetValue<string>()] = new JsonObject { ["data_type"] = json["field_schema"]!.GetValueKind() == JsonValueKind.String ? json["field_schema"]!.GetValue<string>() : json["field_schema"]!["type"]!.GetValue<string>(), ["points"] = _points.Count };

    public void Upsert(JsonArray points)
    {
        // All are checked before any is written.
        var checkedPoints = points.Select(item => Point(item!.AsObject())).ToList();
        foreach (var point in checkedPoints) _points[point.Id] = point with { Version = ++_version };
    }

    public void Delete(JsonObject json)
    {
        if (json["points"] is JsonArray ids)
            foreach (var id in ids) _points.Remove(FakePointId.Read(id!));
        else
            foreach (var point in Matching(json["filter"]).ToList()) _points.Remove(point.Id);
    }

    public int Count(JsonObject json) => Matching(json["filter"]).Count();

    public JsonArray Retrieve(JsonObject json) =>
        new([.. json["ids"]!.AsArray().Select(id => _points.GetValueOrDefault(FakePointId.Read(id!))).Where(point => point is not null).Select(point => Write(point!, json, payloadByDefault: true))]);

    public JsonObject Scroll(JsonObject json)
    {
        var limit = json["limit"]?.GetValue<int>() ?? 10;
        var offset = json["offset"] is { } from ? FakePointId.Read(from) : (FakePointId?)null;
        var found = Matching(json["filter"]).Where(point => offset is not { } first || point.Id.CompareTo(first) >= 0).Take(limit + 1).ToList();
        return new JsonObject
        {
            ["points"] = new JsonArray([.. found.Take(limit).Select(point => Write(point, json, payloadByDefault: true))]),
            ["next_page_offset"] = found.Count > limit ? found[limit].Id.Write() : null,
        };
    }

    private IEnumerable<FakePoint> Matching(JsonNode? filter)
    {
        RefuseUnindexed(filter);
        return _points.Values.Where(point => FakeQdrantFilter.Matches(point, filter));
    }

    // Strict mode may forbid filters on fields without an index.
    private void RefuseUnindexed(JsonNode? filter)
    {
        if (!_refusesUnindexed) return;
        foreach (var key in Keys(filter))
            if (!_indexes.ContainsKey(key))
                throw new FakeQdrantException(400, $"Bad request: Index required but not found for \"{key}\" of one of the following types: [keyword]. Help: Create an index for this key or use a different filter.");
    }

    private static IEnumerable<string> Keys(JsonNode? node) => node switch
    {
        JsonObject map => (map["key"] is JsonValue key && key.TryGetValue<string>(out var name) ? (IEnumerable<string>)[name] : []).Concat(map.SelectMany(item => Keys(item.Value))),
        JsonArray list => list.SelectMany(Keys),
        _ => [],
    };

    private FakePoint Point(JsonObject json)
    {
        var vectors = new Dictionary<string, JsonNode>();
        switch (json["vector"])
        {
            case JsonArray unnamed:
                Add("", unnamed);
                break;
            case JsonObject named:
                foreach (var (name, value) in named) Add(name, value!);
                break;
        }
        return new FakePoint(FakePointId.Read(json["id"]!), json["payload"]?.DeepClone() as JsonObject ?? [], vectors);

        void Add(string name, JsonNode value) => vectors[name] = Stored(name, value);
    }

    private JsonNode Stored(string name, JsonNode value)
    {
        if (_sparse.Contains(name))
        {
            if (value is not JsonObject sparse || sparse["indices"]!.AsArray().Count != sparse["values"]!.AsArray().Count) throw new FakeQdrantException(422, $"Validation error in JSON body: sparse vector {name} must have as many indices as values");
            return value.DeepClone();
        }
        if (!_dense.TryGetValue(name, out var definition)) throw new FakeQdrantException(400, $"Wrong input: Not existing vector name error: {name}");
        var multi = definition["multivector_config"] is not null;
        var rows = Rows(value);
        if (multi && rows.Sum(row => row.Length) >= 1_048_576) throw new FakeQdrantException(422, "Validation error in JSON body: multi-vector is too large");
        var size = definition["size"]!.GetValue<JsonElement>().GetInt32();
        foreach (var row in rows)
        {
            if (row.Length != size) throw new FakeQdrantException(400, $"Wrong input: Vector dimension error: expected dim: {size}, got {row.Length}");
            if (definition["distance"]!.GetValue<string>() == "Cosine") Normalize(row);
            if (definition["datatype"]?.GetValue<string>() == "float16")
                for (var i = 0; i < row.Length; i++) row[i] = (float)(Half)row[i];
        }
        return multi ? new JsonArray([.. rows.Select(Numbers)]) : Numbers(rows[0]);
    }

    private static JsonArray Numbers(float[] row) => new([.. row.Select(number => JsonValue.Create(number))]);

    internal static List<float[]> Rows(JsonNode value)
    {
        var list = value.AsArray();
        return list.Count > 0 && list[0] is JsonArray ? [.. list.Select(row => Floats(row!))] : [Floats(list)];
    }

    internal static float[] Floats(JsonNode list) => [.. list.AsArray().Select(number => number!.AsValue().TryGetValue<float>(out var value) ? value : number.GetValue<JsonElement>().GetSingle())];

    internal static void Normalize(float[] row)
    {
        var length = MathF.Sqrt(row.Sum(value => value * value));
        if (length < float.Epsilon) return;
        for (var i = 0; i < row.Length; i++) row[i] /= length;
    }

    private JsonObject Write(FakePoint point, JsonObject request, bool payloadByDefault)
    {
        var json = new JsonObject { ["id"] = point.Id.Write(), ["payload"] = Payload(point, request["with_payload"], payloadByDefault) };
        var with = request["with_vector"] ?? request["with_vectors"];
        if (with is JsonArray names)
            json["vector"] = new JsonObject(names.Select(name => name!.GetValue<string>()).Where(point.Vectors.ContainsKey).Select(name => KeyValuePair.Create(name, (JsonNode?)point.Vectors[name].DeepClone())));
        else if (with?.GetValueKind() == JsonValueKind.True)
            json["vector"] = point.Vectors.TryGetValue("", out var unnamed) ? unnamed.DeepClone() : new JsonObject(point.Vectors.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value.DeepClone())));
        return json;
    }

    private static JsonObject? Payload(FakePoint point, JsonNode? with, bool byDefault)
    {
        switch (with)
        {
            case JsonArray include:
                return Pick(point.Payload, name => include.Any(item => item!.GetValue<string>() == name));
            case JsonObject selector when selector["exclude"] is JsonArray exclude:
                return Pick(point.Payload, name => !exclude.Any(item => item!.GetValue<string>() == name));
            case JsonObject selector:
                return Pick(point.Payload, name => selector["include"]!.AsArray().Any(item => item!.GetValue<string>() == name));
            default:
                return with?.GetValue<bool>() ?? byDefault ? point.Payload.DeepClone().AsObject() : null;
        }
    }

    private static JsonObject Pick(JsonObject payload, Func<string, bool> test) =>
        new(payload.Where(item => test(item.Key)).Select(item => KeyValuePair.Create(item.Key, item.Value?.DeepClone())));
}
