using System.Text.Json;
using System.Text.Json.Nodes;

namespace JinaSharp.FakeStores.Qdrant;

internal sealed partial class FakeQdrantCollection
{
    public JsonArray Query(JsonObject json) =>
        new([.. Ranked(json, null).Skip(json["offset"]?.GetValue<int>() ?? 0).Take(json["limit"]?.GetValue<int>() ?? 10).Select(hit => Scored(hit, json))]);

    public JsonArray QueryGroups(JsonObject json)
    {
        var field = json["group_by"]!.GetValue<string>();
        var size = json["group_size"]?.GetValue<int>() ?? 3;
        var groups = new List<(string Key, JsonNode Id, List<(FakePoint, double)> Hits)>();
        foreach (var hit in Ranked(json, null))
        {
            foreach (var value in FakeQdrantFilter.Values(hit.Point.Payload, field).SelectMany(value => value is JsonArray list ? list : Enumerable.Repeat(value, 1)))
            {
                // Only texts and integers make groups.
                if (value is null || value.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Number) || (value.GetValueKind() == JsonValueKind.Number && !value.GetValue<JsonElement>().TryGetInt64(out _))) continue;
                var key = value.ToJsonString();
                var group = groups.FirstOrDefault(item => item.Key == key);
                if (group.Hits is null) groups.Add(group = (key, value, []));
                if (group.Hits.Count < size) group.Hits.Add(hit);
            }
        }
        return new JsonArray([.. groups.Take(json["limit"]?.GetValue<int>() ?? 10).Select(group =>
            new JsonObject { ["id"] = group.Id.DeepClone(), ["hits"] = new JsonArray([.. group.Hits.Select(hit => Scored(hit, json))]) })]);
    }

    private JsonObject Scored((FakePoint Point, double Score) hit, JsonObject request)
    {
        var json = Write(hit.Point, request, payloadByDefault: false);
        (json["version"], json["score"]) = (hit.Point.Version, (float)hit.Score);
        return json;
    }

    private List<(FakePoint Point, double Score)> Ranked(JsonObject json, JsonNode? outerFilter)
    {
        var prefetches = json["prefetch"] switch { JsonArray list => list.Select(item => item!.AsObject()).ToList(), JsonObject one => [one], _ => [] };
        if (prefetches.Count > 0 && json["query"] is null) throw new FakeQdrantException(400, "Bad request: A query is needed to merge the prefetches. Can't have prefetches without defining a query.");
        var fetched = prefetches.Select(prefetch => Ranked(prefetch, json["filter"]).Take(prefetch["limit"]?.GetValue<int>() ?? 10).ToList()).ToList();
        if (json["query"] is JsonObject fusion && (fusion.ContainsKey("rrf") || fusion.ContainsKey("fusion"))) return Fuse(fetched, fusion["rrf"]?["k"]?.GetValue<int>() ?? 2);
        var candidates = Matching(json["filter"]).Where(point => FakeQdrantFilter.Matches(point, outerFilter));
        if (fetched.Count > 0)
        {
            var ids = fetched.SelectMany(list => list.Select(hit => hit.Point.Id)).ToHashSet();
            candidates = candidates.Where(point => ids.Contains(point.Id));
        }
        return Nearest(candidates, json["query"] ?? throw new FakeQdrantException(400, "Bad request: no query"), json["using"]?.GetValue<string>() ?? "");
    }

    private static List<(FakePoint Point, double Score)> Fuse(List<List<(FakePoint Point, double Score)>> lists, int k) =>
        [.. lists.SelectMany(list => list.Select((hit, rank) => (hit.Point, Gain: 1.0 / (rank + k)))).GroupBy(item => item.Point.Id)
            .Select(group => (group.First().Point, group.Sum(item => item.Gain))).OrderByDescending(hit => hit.Item2)];

    private List<(FakePoint Point, double Score)> Nearest(IEnumerable<FakePoint> candidates, JsonNode query, string name)
    {
        if (!_dense.ContainsKey(name) && !_sparse.Contains(name)) throw new FakeQdrantException(400, $"Wrong input: Not existing vector name error: {name}");
        if (query is JsonValue)
        {
            var id = FakePointId.Read(query);
            if (!_points.TryGetValue(id, out var point)) throw new FakeQdrantException(404, $"Not found: No point with id {id.Write()} found");
            if (!point.Vectors.TryGetValue(name, out var own)) throw new FakeQdrantException(400, $"Wrong input: point has no vector {name}");
            return Nearest(candidates.Where(other => other.Id != id), own, name);
        }
        if (_sparse.Contains(name)) return NearestSparse(candidates, query, name);
        var definition = _dense[name];
        var distance = definition["distance"]!.GetValue<string>();
        var size = definition["size"]!.GetValue<JsonElement>().GetInt32();
        var rows = Rows(query);
        foreach (var row in rows)
        {
            if (row.Length != size) throw new FakeQdrantException(400, $"Wrong input: Vector dimension error: expected dim: {size}, got {row.Length}");
            if (distance == "Cosine") Normalize(row);
        }
        var scored = candidates.Where(point => point.Vectors.ContainsKey(name))
            .Select(point => (point, Score: rows.Sum(row => Rows(point.Vectors[name]).Max(other => Score(row, other, distance)))));
        // Distances are given plain, nearest first.
        return distance == "Euclid" ? [.. scored.OrderByDescending(hit => hit.Score).Select(hit => (hit.point, -hit.Score))] : [.. scored.OrderByDescending(hit => hit.Score)];
    }

    private static List<(FakePoint Point, double Score)> NearestSparse(IEnumerable<FakePoint> candidates, JsonNode query, string name)
    {
        var wanted = Sparse(query);
        return [.. candidates.Where(point => point.Vectors.ContainsKey(name)).Select(point => (point, Common: Sparse(point.Vectors[name]).Where(item => wanted.ContainsKey(item.Key)).ToList()))
            .Where(item => item.Common.Count > 0)
            .Select(item => (item.point, Score: item.Common.Sum(common => (double)common.Value * wanted[common.Key]))).OrderByDescending(hit => hit.Score)];
    }

    private static Dictionary<uint, float> Sparse(JsonNode node) =>
        node["indices"]!.AsArray().Select(index => index!.GetValue<JsonElement>().GetUInt32()).Zip(Floats(node["values"]!)).ToDictionary(item => item.First, item => item.Second);

    private static double Score(float[] left, float[] right, string distance)
    {
        double sum = 0;
        for (var i = 0; i < left.Length; i++) sum += distance == "Euclid" ? (left[i] - right[i]) * (double)(left[i] - right[i]) : left[i] * (double)right[i];
        return distance == "Euclid" ? -Math.Sqrt(sum) : sum;
    }
}
