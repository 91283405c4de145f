using System.Text.Json;
using System.Text.Json.Nodes;

namespace JinaSharp.FakeStores.Qdrant;

/// <summary>Checks points as Qdrant does: numbers as doubles, paths with quotes and lists, a value in a list as the value itself.</summary>
internal static class FakeQdrantFilter
{
    public static bool Matches(FakePoint point, JsonNode? filter)
    {
        if (filter is not JsonObject conditions) return true;
        // A condition may stand where a filter may.
        if (!conditions.Any(item => item.Key is "must" or "should" or "must_not" or "min_should")) return conditions.Count == 0 || MatchesCondition(point, conditions);
        if (conditions["must"] is { } must && !List(must).All(item => Matches(point, item))) return false;
        if (conditions["must_not"] is { } mustNot && List(mustNot).Any(item => Matches(point, item))) return false;
        var should = List(conditions["should"]).ToList();
        return should.Count == 0 || should.Any(item => Matches(point, item));
    }

    private static JsonArray List(JsonNode? node) => node switch
    {
        null => [],
        JsonArray array => array,
        _ => [node.DeepClone()],
    };

    private static bool MatchesCondition(FakePoint point, JsonObject condition)
    {
        if (condition["has_id"] is { } ids) return ids.AsArray().Any(id => FakePointId.Read(id!) == point.Id);
        if (condition["is_empty"] is { } empty)
            return !Values(point.Payload, empty["key"]!.GetValue<string>()).SelectMany(Flatten).Any();
        var values = Values(point.Payload, condition["key"]!.GetValue<string>()).SelectMany(Flatten).ToList();
        if (condition["match"] is { } match) return values.Any(value => MatchesValue(value, match));
        if (condition["range"] is { } range) return values.Any(value => InRange(value, range.AsObject()));
        throw new FakeQdrantException(400, $"Format error in JSON body: no condition in {condition.ToJsonString()}");
    }

    private static IEnumerable<JsonNode> Flatten(JsonNode? value) => value switch
    {
        null => [],
        JsonArray array => array.Where(item => item is not null).Select(item => item!),
        _ => [value],
    };

    private static bool MatchesValue(JsonNode value, JsonNode match)
    {
        if (match["any"] is JsonArray any) return any.Any(item => Same(value, item!));
        var wanted = match["value"]!;
        if (wanted.GetValueKind() == JsonValueKind.Number && !wanted.GetValue<JsonElement>().TryGetInt64(out _)) throw new FakeQdrantException(400, "Format error in JSON body: a float cannot be matched by value");
        return Same(value, wanted);
    }

    private static bool Same(JsonNode value, JsonNode wanted)
    {
        if (value.GetValueKind() != wanted.GetValueKind()) return false;
        if (value.GetValueKind() != JsonValueKind.Number) return JsonNode.DeepEquals(value, wanted);
        return value.GetValue<JsonElement>().TryGetInt64(out var left) && wanted.GetValue<JsonElement>().TryGetInt64(out var right) && left == right;
    }

    private static bool InRange(JsonNode value, JsonObject range)
    {
        foreach (var (name, bound) in range)
        {
            if (bound is null) continue;
            int order;
            if (bound.GetValueKind() == JsonValueKind.String)
            {
                if (value.GetValueKind() != JsonValueKind.String || !DateTimeOffset.TryParse(value.GetValue<string>(), out var moment)) return false;
                order = moment.CompareTo(DateTimeOffset.Parse(bound.GetValue<string>()));
            }
            else
            {
                if (value.GetValueKind() != JsonValueKind.Number) return false;
                order = value.GetValue<JsonElement>().GetDouble().CompareTo(bound.GetValue<JsonElement>().GetDouble());
            }
            var inside = name switch { "gt" => order > 0, "gte" => order >= 0, "lt" => order < 0, _ => order <= 0 };
            if (!inside) return false;
        }
        return true;
    }

    /// <summary>The values at a JSON path such as <c>a."b.c".d[].e</c>; without <c>[]</c> a list in the way ends the path.</summary>
    public static IEnumerable<JsonNode?> Values(JsonNode payload, string path)
    {
        IEnumerable<JsonNode?> found = [payload];
        var words = Split(path).ToList();
        for (var i = 0; i < words.Count; i++)
        {
            var (name, list) = words[i];
            found = found.OfType<JsonObject>().Where(item => item.ContainsKey(name)).Select(item => item[name]).ToList();
            if (list) found = found.OfType<JsonArray>().SelectMany(item => item).ToList();
        }
        return found;
    }

    private static IEnumerable<(string Name, bool List)> Split(string path)
    {
        var at = 0;
        while (at < path.Length)
        {
            string name;
            if (path[at] == '"')
            {
                var end = path.IndexOf('"', at + 1);
                name = path[(at + 1)..end];
                at = end + 1;
            }
            else
            {
                var end = path.IndexOfAny(['.', '['], at);
                name = end < 0 ? path[at..] : path[at..end];
                if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')) throw new FakeQdrantException(400, $"Format error in JSON body: Invalid json path: '{path}'");
                at += name.Length;
            }
            var list = path.AsSpan(at).StartsWith("[]");
            if (list) at += 2;
            yield return (name, list);
            if (at < path.Length && path[at] != '.') throw new FakeQdrantException(400, $"Format error in JSON body: Invalid json path: '{path}'");
            at++;
        }
    }
}
