using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JinaSharp.Testing;

/// <summary>Classification: a label scores by the words that it, or its training texts, share with the input.</summary>
internal sealed class FakeClassifiers
{
    private readonly ConcurrentDictionary<string, FakeClassifier> _classifiers = new(StringComparer.Ordinal);
    private int _next;

    public FakeReply Classify(FakeRequest request)
    {
        request.Allow("model", "input", "labels", "classifier_id");
        var items = Items(request, 1024);
        Dictionary<string, Dictionary<string, string>> groups = new(StringComparer.Ordinal);
        var grouped = false;
        if (request.Optional("classifier_id") is { } id)
        {
            if (request.TryGet("labels", out _) || request.TryGet("model", out _)) throw FakeError.Invalid("body", "'classifier_id' excludes 'labels' and 'model'", "value_error");
            if (!_classifiers.TryGetValue(id, out var classifier)) throw FakeError.Plain(404, "RESOURCE_NOT_FOUND", "No such classifier");
            groups[""] = classifier.Samples.GroupBy(static sample => sample.Label).ToDictionary(static g => g.Key, static g => string.Join(' ', g.Select(static s => s.Text)));
        }
        else
        {
            request.Required("model");
            if (!request.TryGet("labels", out var labels)) throw FakeError.Invalid("body -> labels", "Field required", "missing");
            grouped = labels.ValueKind == JsonValueKind.Object;
            if (!grouped) groups[""] = Labels(request.Array("labels", 512));
            else foreach (var group in labels.EnumerateObject()) groups[group.Name] = Labels(group.Value);
            if (groups.Count > 8) throw FakeError.Invalid("body -> labels", "At most 8 groups", "too_long");
        }
        var data = new JsonArray();
        foreach (var text in items)
        {
            JsonObject predictions = [], scores = [], lists = [];
            foreach (var (name, labels) in groups)
            {
                var ranked = labels.Select(label => (label.Key, Score: FakeVectors.Overlap(label.Value, text))).OrderByDescending(static l => l.Score).ToList();
                var sum = ranked.Sum(static l => l.Score + 0.01);
                (predictions[name], scores[name]) = (ranked[0].Key, (ranked[0].Score + 0.01) / sum);
                lists[name] = new JsonArray([.. ranked.Select(l => new JsonObject { ["label"] = l.Key, ["score"] = (l.Score + 0.01) / sum })]);
            }
            data.Add(new JsonObject
            {
                ["object"] = "classification",
                ["index"] = data.Count,
                ["prediction"] = grouped ? predictions : predictions[""]!.DeepClone(),
                ["score"] = grouped ? scores : scores[""]!.DeepClone(),
                ["predictions"] = grouped ? lists : lists[""]!.DeepClone(),
            });
        }
        return FakeReply.Json(new JsonObject { ["usage"] = new JsonObject { ["total_tokens"] = items.Sum(FakeRequest.Tokens) }, ["data"] = data }.ToJsonString());
    }

    public FakeReply Train(FakeRequest request)
    {
        request.Allow("model", "input", "access", "num_iters", "classifier_id");
        var samples = request.Array("input", 512).EnumerateArray()
            .Select((item, i) => new FakeSample(request.Content(item, $"body -> input -> {i}", out _), item.TryGetProperty("label", out var label) ? label.GetString()! : throw FakeError.Invalid($"body -> input -> {i} -> label", "Field required", "missing")))
            .ToList();
        FakeClassifier classifier;
        if (request.Optional("classifier_id") is { } id)
        {
            if (!_classifiers.TryGetValue(id, out classifier!)) throw FakeError.Plain(404, "RESOURCE_NOT_FOUND", "No such classifier");
            classifier.Samples.AddRange(samples);
        }
        else
        {
            if (samples.Select(static s => s.Label).Distinct().Count() < 2) throw FakeError.Plain(400, "INPUT_INVALID_LABELS", "At least two labels are needed");
            if (request.Optional("access") is not ("public" or "private")) throw FakeError.Invalid("body -> access", "Input should be 'public' or 'private'", "enum");
            classifier = new FakeClassifier($"c{Interlocked.Increment(ref _next)}", request.Required("model"), request.Optional("access")!, samples);
            _classifiers[classifier.Id] = classifier;
        }
        return FakeReply.Json($$"""{"classifier_id":"{{classifier.Id}}","num_samples":{{samples.Count.ToString(CultureInfo.InvariantCulture)}},"usage":{"total_tokens":{{samples.Sum(static s => FakeRequest.Tokens(s.Text))}} } }""");
    }

    public FakeReply List() => FakeReply.Json(new JsonArray([.. _classifiers.Values.OrderBy(static c => c.Id).Select(static c => new JsonObject
    {
        ["classifier_id"] = c.Id,
        ["user_id"] = "u1",
        ["model"] = c.Model,
        ["labels"] = new JsonArray([.. c.Samples.Select(static s => s.Label).Distinct().Select(static label => (JsonNode)label)]),
        ["access"] = c.Access,
        ["updated_number"] = 0,
        ["used_number"] = 0,
        ["created_at"] = "2026-01-01T00:00:00Z",
        ["updated_at"] = "2026-01-01T00:00:00Z",
        ["is_active"] = true,
        ["is_latest"] = true,
        ["metadata_"] = null,
    })]).ToJsonString());

    public FakeReply Delete(string id) =>
        _classifiers.TryRemove(id, out _) ? FakeReply.Json($$"""{"deleted":"{{id}}"}""") : throw FakeError.Plain(404, "RESOURCE_NOT_FOUND", "No such classifier");

    private static List<string> Items(FakeRequest request, int most)
    {
        if (request.TryGet("input", out var input) && input.ValueKind != JsonValueKind.Array) return [request.Content(input, "body -> input", out _)];
        return [.. request.Array("input", most).EnumerateArray().Select((item, i) => request.Content(item, $"body -> input -> {i}", out _))];
    }

    private static Dictionary<string, string> Labels(JsonElement labels) =>
        labels.EnumerateArray().Select(static label => label.GetString()!).Distinct().ToDictionary(static label => label, static label => label);
}
