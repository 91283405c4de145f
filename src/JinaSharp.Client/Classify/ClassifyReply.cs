using System.Text.Json;
using JinaSharp.Client.Http;
using JinaSharp.Wire;

namespace JinaSharp.Client;

/// <summary>Reads the answer of a classification, with a list of labels or with groups.</summary>
internal static class ClassifyReply
{
    public static Reply<(ClassificationResult[] Results, long Tokens)> Read(ReplyBody body, int count, int firstIndex)
    {
        var json = ApiJson.Deserialize(body, JinaWireContext.Default.JsonElement);
        var results = new ClassificationResult?[count];
        var position = 0;
        foreach (var entry in json.GetProperty("data").EnumerateArray())
        {
            var index = (int)(entry.Number("index") ?? position);
            position++;
            if ((uint)index >= (uint)count) throw new JsonException($"The answer has a result with index {index}; {count} inputs were sent.");
            results[index] = ReadResult(entry, firstIndex + index);
        }
        var missing = Array.IndexOf(results, null);
        if (missing >= 0) throw new JsonException($"The answer has no result for input {firstIndex + missing}.");
        var tokens = json.Usage() ?? 0;
        return new Reply<(ClassificationResult[], long)>((Array.ConvertAll(results, static result => result!), tokens), tokens);
    }

    private static ClassificationResult ReadResult(JsonElement entry, int index)
    {
        var prediction = entry.GetProperty("prediction");
        entry.TryGetProperty("predictions", out var predictions);
        entry.TryGetProperty("score", out var score);
        if (prediction.ValueKind == JsonValueKind.String)
            return new ClassificationResult(index, prediction.GetString()!, score.GetDouble(), Scores(predictions));
        Dictionary<string, GroupClassification> groups = new(StringComparer.Ordinal);
        foreach (var group in prediction.EnumerateObject())
            groups[group.Name] = new GroupClassification(
                group.Value.GetString()!, score.GetProperty(group.Name).GetDouble(),
                Scores(predictions.ValueKind == JsonValueKind.Object && predictions.TryGetProperty(group.Name, out var list) ? list : default));
        var best = groups.Values.MaxBy(static group => group.Score) ?? throw new JsonException("A grouped result has no group.");
        return new ClassificationResult(index, best.Label, best.Score, best.Labels) { Groups = groups };
    }

    private static List<LabelScore> Scores(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(static entry => new LabelScore(entry.GetProperty("label").GetString()!, entry.GetProperty("score").GetDouble())).OrderByDescending(static entry => entry.Score)]
            : [];
}
