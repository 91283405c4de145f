using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace JinaSharp.Testing;

/// <summary>Batch jobs: each look at a job moves it on, from pending through processing to completed.</summary>
internal sealed class FakeBatches
{
    private readonly ConcurrentDictionary<string, FakeBatchJob> _jobs = new(StringComparer.Ordinal);
    private int _next;

    public FakeReply Answer(FakeRequest request, string path, string method)
    {
        if (path == "/v1/batch/embeddings" && HttpMethods.IsPost(method)) return Submit(request);
        if (path == "/v1/batches") return FakeReply.Json(new JsonArray([.. _jobs.Values.OrderBy(static job => job.Id).Select(static job => job.Status())]).ToJsonString());
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 3 || !_jobs.TryGetValue(parts[2], out var found)) throw FakeError.Plain(404, "RESOURCE_NOT_FOUND", "No such batch");
        if (parts.Length == 4) return Lines(found, parts[3]);
        if (HttpMethods.IsDelete(method)) found.State = "cancelled";
        else found.MoveOn();
        return FakeReply.Json(found.Status().ToJsonString());
    }

    private FakeReply Submit(FakeRequest request)
    {
        request.Allow("model", "input", "input_url", "task", "dimensions", "normalized", "webhook_url");
        var model = request.Required("model");
        if (model is not ("jina-embeddings-v5-text-nano" or "jina-embeddings-v5-text-small")) throw FakeError.Plain(400, "INPUT_MODEL_NOT_FOUND", "The model has no batch jobs");
        if (request.TryGet("input", out _) == request.TryGet("input_url", out _)) throw FakeError.Invalid("body", "Exactly one of 'input' and 'input_url' is needed", "value_error");
        var dimensions = request.Number("dimensions", 1, 1024) ?? 1024;
        List<(string, string)> lines = [];
        if (request.TryGet("input", out _))
            foreach (var line in request.Array("input", 10_000).EnumerateArray())
                lines.Add((line.GetProperty("custom_id").GetString()!, line.GetProperty("body").GetProperty("input").GetString()!));
        var job = new FakeBatchJob($"b_{Interlocked.Increment(ref _next)}", model, dimensions, lines);
        _jobs[job.Id] = job;
        return FakeReply.Json(job.Status().ToJsonString());
    }

    private static FakeReply Lines(FakeBatchJob job, string what)
    {
        if (job.State != "completed") throw FakeError.Plain(409, "CONFLICT_RESOURCE_BUSY", "The batch is not completed");
        var text = new StringBuilder();
        foreach (var (id, input) in job.Lines)
        {
            var bad = string.IsNullOrWhiteSpace(input);
            if (what == "output" && !bad)
                text.Append($$$"""{"custom_id":{{{JsonSerializer.Serialize(id)}}},"response":{"body":{"data":[{"index":0,"embedding":{{{JsonSerializer.Serialize(FakeVectors.Create(input, job.Model, job.Dimensions))}}} }],"usage":{"total_tokens":{{{FakeRequest.Tokens(input)}}} } } }}""").Append('\n');
            if (what == "errors" && bad)
                text.Append($$$"""{"custom_id":{{{JsonSerializer.Serialize(id)}}},"error":{"message":"blank input"}}""").Append('\n');
        }
        return FakeReply.Text(text.ToString(), "application/x-ndjson");
    }
}
