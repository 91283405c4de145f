using System.Text.Json.Nodes;

namespace JinaSharp.Inference.Tests.Fuzzing;

/// <summary>Changes valid JSON into JSON of another meaning: values of other kinds, missing members.</summary>
internal static class JsonDamage
{
    /// <summary>Replaces or removes one value somewhere.</summary>
    public static void Apply(JsonNode root, Random random)
    {
        var node = root;
        while (true)
        {
            var children = Children(node);
            if (children.Count == 0)
                return;
            var (key, index, child) = children[random.Next(children.Count)];
            if (child is JsonObject or JsonArray && random.Next(4) != 0)
            {
                node = child;
                continue;
            }

            Replace(node, key, index, random);
            return;
        }
    }

    private static List<(string? Key, int Index, JsonNode? Child)> Children(JsonNode node) => node switch
    {
        JsonObject o => [.. o.Select(p => ((string?)p.Key, 0, p.Value))],
        JsonArray a => [.. a.Select((child, i) => ((string?)null, i, child))],
        _ => [],
    };

    private static void Replace(JsonNode node, string? key, int index, Random random)
    {
        JsonNode? value = random.Next(15) switch
        {
            0 => null,
            1 => JsonValue.Create(true),
            2 => JsonValue.Create(-1),
            3 => JsonValue.Create(int.MaxValue),
            4 => JsonValue.Create(1e300),
            5 => JsonValue.Create(""),
            6 => JsonValue.Create("(?:a|a)*b"),
            7 => JsonValue.Create("\u2581\U0001F600"),
            8 => new JsonArray(1, "x", null),
            9 => new JsonObject { ["type"] = "Sequence" },
            10 => JsonValue.Create(0.5),
            11 => JsonValue.Create(random.Next(20)),
            12 => JsonValue.Create(long.MaxValue),
            13 => JsonValue.Create(1 << random.Next(31)),
            _ => JsonValue.Create("Removed"),
        };
        if (node is JsonObject o)
        {
            if (random.Next(5) == 0)
                o.Remove(key!);
            else
                o[key!] = value;
            return;
        }

        if (random.Next(5) == 0)
            ((JsonArray)node).RemoveAt(index);
        else
            ((JsonArray)node)[index] = value;
    }
}
