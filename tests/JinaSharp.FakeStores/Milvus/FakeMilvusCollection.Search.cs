using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JinaSharp.FakeStores.Milvus;

internal sealed partial class FakeMilvusCollection
{
    public JsonObject Search(JsonObject json)
    {
        NeedLoaded();
        var (limit, offset) = (json["limit"]?.GetValue<int>() ?? 100, json["offset"]?.GetValue<int>() ?? 0);
        CheckWindow(limit, offset);
        var data = json["data"]!.AsArray();
        if (data.Count != 1) throw new FakeMilvusException(1100, "one query vector a request here: invalid parameter");
        if (json["searchParams"]?["metricType"]?.GetValue<string>() is { } metric && metric != _metrics.GetValueOrDefault(json["annsField"]!.GetValue<string>()))
            throw new FakeMilvusException(1100, $"metric type not match: invalid parameter[expected={_metrics.GetValueOrDefault(json["annsField"]!.GetValue<string>())}][actual={metric}]");
        var hits = Ranked(json, data[0]!, Visible(json)).Skip(offset).Take(limit).ToList();
        return Answer(hits, json);
    }

    public JsonObject Hybrid(JsonObject json)
    {
        NeedLoaded();
        var k = json["rerank"]!["params"]!["k"]!.GetValue<JsonElement>().GetInt32();
        if (json["rerank"]!["strategy"]!.GetValue<string>() != "rrf" || k is < 1 or >= 16384) throw new FakeMilvusException(1100, "the rank params k should be in range (0, 16384): invalid parameter");
        var scores = new Dictionary<string, (JsonObject Row, double Score)>();
        foreach (var search in json["search"]!.AsArray())
        {
            var part = search!.AsObject();
            var request = part.DeepClone().AsObject();
            request["consistencyLevel"] = json["consistencyLevel"]?.DeepClone();
            request["partitionNames"] = json["partitionNames"]?.DeepClone();
            var rank = 0;
            foreach (var hit in Ranked(part, part["data"]![0]!, Visible(request)).Take(part["limit"]!.GetValue<int>()))
            {
                var id = hit.Row["id"]!.GetValue<string>();
                scores[id] = (hit.Row, scores.GetValueOrDefault(id).Score + (1.0 / (k + ++rank)));
            }
        }
        return Answer([.. scores.Values.OrderByDescending(hit => hit.Score).Take(json["limit"]!.GetValue<int>())], json);
    }

    private JsonObject Answer(List<(JsonObject Row, double Score)> hits, JsonObject json)
    {
        string[] fields = [.. json["outputFields"]?.AsArray().Select(field => field!.GetValue<string>()) ?? []];
        return new JsonObject { ["data"] = new JsonArray([.. hits.Select(hit => Output(hit.Row, fields, hit.Score))]), ["topks"] = new JsonArray(hits.Count), ["cost"] = 1 };
    }

    private IEnumerable<(JsonObject Row, double Score)> Ranked(JsonObject request, JsonNode query, IEnumerable<JsonObject> rows)
    {
        var field = request["annsField"]!.GetValue<string>();
        if (!_metrics.TryGetValue(field, out var metric)) throw new FakeMilvusException(1100, $"failed to get field schema by name: fieldName({field}) not found: invalid parameter");
        switch (metric)
        {
            case "HAMMING":
                var bits = Convert.FromBase64String(query.GetValue<string>());
                return rows.Select(row => (row, Score: (double)Convert.FromBase64String(row[field]!.GetValue<string>()).Zip(bits).Sum(pair => BitOperations.PopCount((uint)(pair.First ^ pair.Second))))).OrderBy(hit => hit.Score);
            case "IP" when _fields[field]["dataType"]!.GetValue<string>() == "SparseFloatVector":
                var wanted = Sparse(query);
                return rows.Select(row => (row, Score: Sparse(row[field]!).Where(item => wanted.ContainsKey(item.Key)).Sum(item => (double)item.Value * wanted[item.Key])))
                    .Where(hit => hit.Score != 0).OrderByDescending(hit => hit.Score);
            case "MAX_SIM_IP" or "MAX_SIM_COSINE":
                var queries = query.AsArray().Select(row => Floats(row!)).ToList();
                var name = field[..^5];
                return rows.Select(row => (row, Score: queries.Sum(one => row[name]!.AsArray().Max(item => Compare(one, Floats(item!["row"]!), metric[8..]))))).OrderByDescending(hit => hit.Score);
            default:
                var vector = Floats(query);
                if (vector.Length != int.Parse(_fields[field]["elementTypeParams"]!["dim"]!.ToString())) throw new FakeMilvusException(1100, "vector dimension mismatch: invalid parameter");
                var scored = rows.Select(row => (row, Score: Compare(vector, Floats(row[field]!), metric)));
                return metric == "L2" ? scored.OrderBy(hit => hit.Score) : scored.OrderByDescending(hit => hit.Score);
        }
    }

    private static float[] Floats(JsonNode list) => [.. list.AsArray().Select(number => number!.GetValue<JsonElement>().GetSingle())];

    private static Dictionary<string, float> Sparse(JsonNode node) => node.AsObject().ToDictionary(item => item.Key, item => item.Value!.GetValue<JsonElement>().GetSingle());

    private static double Compare(float[] left, float[] right, string metric)
    {
        double dot = 0, first = 0, second = 0, distance = 0;
        for (var i = 0; i < left.Length; i++)
        {
            dot += left[i] * (double)right[i];
            first += left[i] * (double)left[i];
            second += right[i] * (double)right[i];
            distance += (left[i] - right[i]) * (double)(left[i] - right[i]);
        }
        return metric switch { "IP" => dot, "L2" => distance, _ => first == 0 || second == 0 ? 0 : dot / Math.Sqrt(first * second) };
    }
}
