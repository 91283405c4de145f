using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace JinaSharp.FakeStores.Milvus;

/// <summary>One collection: schema, load state, and rows with the writes that only Strong reads see at once.</summary>
internal sealed partial class FakeMilvusCollection
{
    private static readonly TimeSpan Staleness = TimeSpan.FromSeconds(2);

    private readonly JsonObject _definition;
    private readonly bool _jsonAsText;
    private readonly int _loadSteps;
    private readonly Dictionary<string, JsonObject> _fields = [];
    private readonly Dictionary<string, int> _structs = [];
    private readonly Dictionary<string, string> _metrics = [];
    private readonly SortedDictionary<string, (JsonObject Row, string Partition)> _rows = new(Comparer<string>.Create((left, right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right))));
    private readonly List<(DateTime At, Action Apply)> _pending = [];
    private readonly List<string> _payloadIndexes = [];
    private int _loading;
    private bool _loaded;

    public FakeMilvusCollection(JsonObject definition, bool jsonAsText, int loadSteps)
    {
        (_definition, _jsonAsText, _loadSteps) = (definition, jsonAsText, loadSteps);
        var name = definition["collectionName"]!.GetValue<string>();
        if (!NamePattern().IsMatch(name)) throw new FakeMilvusException(1100, $"Invalid collection name: {name}: invalid parameter");
        foreach (var field in definition["schema"]!["fields"]!.AsArray()) _fields[field!["fieldName"]!.GetValue<string>()] = field.AsObject();
        foreach (var item in definition["schema"]!["structFields"]?.AsArray() ?? [])
        {
            var inner = item!["fields"]!.AsArray().Single()!;
            if (inner["dataType"]!.GetValue<string>() != "ArrayOfVector" || inner["fieldName"]!.GetValue<string>() != "row") throw new FakeMilvusException(1100, "struct fields take arrays of vectors: invalid parameter");
            _structs[item["fieldName"]!.GetValue<string>()] = inner["elementTypeParams"]!["dim"]!.GetValue<JsonElement>().GetInt32();
        }
        AddIndexes(definition["indexParams"]?.AsArray() ?? []);
        var vectors = _fields.Where(field => field.Value["dataType"]!.GetValue<string>().EndsWith("Vector", StringComparison.Ordinal)).Select(field => field.Key).Concat(_structs.Keys.Select(key => $"{key}[row]")).ToList();
        if (vectors.Count is 0 or > 10) throw new FakeMilvusException(1100, "a collection has 1 to 10 vector fields: invalid parameter");
        if (_structs.Count == vectors.Count) throw new FakeMilvusException(1100, "a collection whose only vectors are in structs cannot take rows: invalid parameter");
        foreach (var vector in vectors)
            if (!_metrics.ContainsKey(vector)) throw new FakeMilvusException(65535, $"there is no vector index on field: [{vector}], please create index firstly");
        _loaded = true;
    }

    public List<string> Partitions { get; } = ["_default"];

    public IReadOnlyList<string> PayloadIndexes => _payloadIndexes;

    public void AddIndexes(JsonArray indexes)
    {
        foreach (var index in indexes)
        {
            var field = index!["fieldName"]!.GetValue<string>();
            if (index["metricType"]?.GetValue<string>() is { } metric) CheckMetric(field, metric);
            if (index["params"]?["json_path"] is { } path) _payloadIndexes.Add(path.GetValue<string>());
        }
    }

    public void Load() => _loading = _loadSteps;

    public void Release() => (_loaded, _loading) = (false, 0);

    public JsonObject LoadState()
    {
        if (_loading > 0 && --_loading == 0) _loaded = true;
        var state = _loading > 0 ? "LoadStateLoading" : _loaded ? "LoadStateLoaded" : "LoadStateNotLoad";
        return new JsonObject { ["loadState"] = state, ["loadProgress"] = _loaded ? 100 : 50, ["message"] = "" };
    }

    public JsonObject Describe(string name, IEnumerable<string> aliases) => new()
    {
        ["collectionName"] = name,
        ["description"] = _definition["description"]?.GetValue<string>() ?? "",
        ["fields"] = new JsonArray([.. _fields.Select(field => new JsonObject
        {
            ["name"] = field.Key, ["type"] = field.Value["dataType"]!.GetValue<string>(), ["primaryKey"] = field.Key == "id", ["autoId"] = false,
            ["params"] = new JsonArray([.. (field.Value["elementTypeParams"] as JsonObject ?? []).Select(item => new JsonObject { ["key"] = item.Key, ["value"] = item.Value!.ToString() })]),
        })]),
        ["indexes"] = new JsonArray([.. _metrics.Select(metric => new JsonObject { ["fieldName"] = metric.Key, ["indexName"] = metric.Key, ["metricType"] = metric.Value })]),
        ["load"] = _loaded ? "LoadStateLoaded" : "LoadStateNotLoad",
        ["consistencyLevel"] = _definition["params"]?["consistencyLevel"]?.GetValue<string>() ?? "Bounded",
        ["enableDynamicField"] = false,
        ["aliases"] = new JsonArray([.. aliases.Select(alias => JsonValue.Create(alias))]),
    };

    public JsonObject Upsert(JsonObject json)
    {
        var partition = json["partitionName"]?.GetValue<string>() ?? "_default";
        if (!Partitions.Contains(partition)) throw new FakeMilvusException(202, $"partition not found[partition={partition}]");
        var rows = json["data"]!.AsArray().Select(row => Checked(row!.AsObject())).ToList();
        Later(() =>
        {
            foreach (var row in rows) _rows[row["id"]!.GetValue<string>()] = (row, partition);
        });
        return new JsonObject { ["data"] = new JsonObject { ["upsertCount"] = rows.Count, ["upsertIds"] = new JsonArray([.. rows.Select(row => row["id"]!.DeepClone())]) }, ["cost"] = 1 };
    }

    public void Delete(JsonObject json)
    {
        var filter = json["filter"]?.GetValue<string>();
        if (string.IsNullOrEmpty(filter)) throw new FakeMilvusException(1802, "missing required parameters, error: filter");
        var check = MilvusExpressionParser.Parse(filter, json["exprParams"] as JsonObject);
        NeedLoaded();
        Later(() =>
        {
            foreach (var id in _rows.Where(row => check(row.Value.Row)).Select(row => row.Key).ToList()) _rows.Remove(id);
        });
    }

    public JsonObject Query(JsonObject json)
    {
        NeedLoaded();
        var rows = Visible(json);
        string[] fields = [.. json["outputFields"]!.AsArray().Select(field => field!.GetValue<string>())];
        if (fields is ["count(*)"]) return new JsonObject { ["data"] = new JsonArray(new JsonObject { ["count(*)"] = rows.Count }) };
        var (limit, offset) = (json["limit"]?.GetValue<int>() ?? 100, json["offset"]?.GetValue<int>() ?? 0);
        CheckWindow(limit, offset);
        return new JsonObject { ["data"] = new JsonArray([.. rows.Skip(offset).Take(limit).Select(row => Output(row, fields, null))]) };
    }

    private void Later(Action apply)
    {
        // In the order of writing, so that two writes of one row end as the later says.
        _pending.Add((DateTime.UtcNow, apply));
    }

    private List<JsonObject> Visible(JsonObject json)
    {
        var strong = (json["consistencyLevel"]?.GetValue<string>() ?? _definition["params"]?["consistencyLevel"]?.GetValue<string>() ?? "Bounded") == "Strong";
        while (_pending.Count > 0 && (strong || DateTime.UtcNow - _pending[0].At > Staleness))
        {
            _pending[0].Apply();
            _pending.RemoveAt(0);
        }
        var check = MilvusExpressionParser.Parse(json["filter"]?.GetValue<string>() ?? "", json["exprParams"] as JsonObject);
        var partitions = (json["partitionNames"] as JsonArray)?.Select(name => name!.GetValue<string>()).ToList();
        foreach (var name in partitions ?? [])
            if (!Partitions.Contains(name)) throw new FakeMilvusException(202, $"partition not found[partition={name}]");
        return _rows.Values.Where(row => partitions is null || partitions.Count == 0 || partitions.Contains(row.Partition)).Select(row => row.Row).Where(check).ToList();
    }

    private JsonObject Checked(JsonObject row)
    {
        foreach (var (name, _) in row)
            if (!_fields.ContainsKey(name) && !_structs.ContainsKey(name)) throw new FakeMilvusException(1804, $"fail to deal the insert data, error: has pass more field without dynamic schema, please check it: {name}");
        foreach (var (name, field) in _fields)
        {
            if (!row.TryGetPropertyValue(name, out var value) || value is null)
            {
                if (field["nullable"]?.GetValue<bool>() == true) continue;
                throw new FakeMilvusException(1804, $"fail to deal the insert data, error: {name} is missing");
            }
            CheckValue(name, field, value);
        }
        foreach (var (name, dimensions) in _structs)
            foreach (var item in row[name]?.AsArray() ?? throw new FakeMilvusException(1804, $"fail to deal the insert data, error: {name} is missing"))
                if (item!["row"]!.AsArray().Count != dimensions) throw new FakeMilvusException(1804, $"fail to deal the insert data, error: {name} has the wrong dim");
        return row.DeepClone().AsObject();
    }

    private static void CheckValue(string name, JsonObject field, JsonNode value)
    {
        var parameters = field["elementTypeParams"] as JsonObject;
        switch (field["dataType"]!.GetValue<string>())
        {
            case "VarChar":
                var most = int.Parse(parameters!["max_length"]!.ToString());
                if (Encoding.UTF8.GetByteCount(value.GetValue<string>()) > most) throw new FakeMilvusException(1100, $"length of varchar field {name} exceeds max length, maxLength: {most}: invalid parameter");
                if (name == "id" && value.GetValue<string>().Length == 0) throw new FakeMilvusException(1806, "primary key is empty");
                break;
            case "FloatVector" or "Float16Vector":
                if (value.AsArray().Count != int.Parse(parameters!["dim"]!.ToString())) throw new FakeMilvusException(1804, $"fail to deal the insert data, error: {name} has dim {value.AsArray().Count}, expected {parameters["dim"]}");
                break;
            case "BinaryVector":
                if (Convert.FromBase64String(value.GetValue<string>()).Length * 8 != int.Parse(parameters!["dim"]!.ToString())) throw new FakeMilvusException(1804, $"fail to deal the insert data, error: {name} has the wrong dim");
                break;
            case "SparseFloatVector":
                if (value is not JsonObject { Count: > 0 }) throw new FakeMilvusException(1804, $"fail to deal the insert data, error: {name} is no sparse vector");
                break;
            case "JSON":
                if (value is not JsonObject) throw new FakeMilvusException(1804, $"fail to deal the insert data, error: {name} is no JSON object");
                break;
        }
    }

    private void NeedLoaded()
    {
        if (!_loaded) throw new FakeMilvusException(101, $"collection not loaded[collection={_definition["collectionName"]}]");
    }

    private void CheckMetric(string field, string metric)
    {
        var type = _fields.TryGetValue(field, out var found) ? found["dataType"]!.GetValue<string>() : field.EndsWith("[row]", StringComparison.Ordinal) && _structs.ContainsKey(field[..^5]) ? "Struct" : "";
        var fits = type switch
        {
            "FloatVector" or "Float16Vector" => metric is "COSINE" or "IP" or "L2",
            "BinaryVector" => metric is "HAMMING" or "JACCARD",
            "SparseFloatVector" => metric is "IP" or "BM25",
            "Struct" => metric is "MAX_SIM_COSINE" or "MAX_SIM_IP" or "MAX_SIM_L2",
            _ => false,
        };
        if (!fits) throw new FakeMilvusException(1100, $"metric type {metric} of field {field} ({type}) not supported: invalid parameter");
        _metrics[field] = metric;
    }

    private static void CheckWindow(int limit, int offset)
    {
        if (limit < 1 || limit + offset > 16384) throw new FakeMilvusException(65535, $"invalid max query result window, (offset+limit) should be in range [1, 16384], but got {limit + offset}");
    }

    private JsonObject Output(JsonObject row, string[] fields, double? distance)
    {
        var output = new JsonObject();
        if (distance is { } score) output["distance"] = (float)score;
        output["id"] = row["id"]!.DeepClone();
        foreach (var field in fields)
        {
            if (field == "id") continue;
            if (!_fields.TryGetValue(field, out var definition) && !_structs.ContainsKey(field)) throw new FakeMilvusException(65535, $"field {field} not exist");
            var value = row[field]?.DeepClone();
            if (value is not null && definition?["dataType"]!.GetValue<string>() == "JSON" && _jsonAsText) value = JsonValue.Create(value.ToJsonString());
            if (value is not null && definition?["dataType"]!.GetValue<string>() == "Float16Vector") value = JsonValue.Create(Convert.ToBase64String([.. value.AsArray().SelectMany(number => BitConverter.GetBytes((Half)number!.GetValue<JsonElement>().GetSingle()))]));
            output[field] = value;
        }
        return output;
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,254}$")]
    private static partial Regex NamePattern();
}
