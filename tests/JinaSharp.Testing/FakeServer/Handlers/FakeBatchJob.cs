using System.Text.Json.Nodes;

namespace JinaSharp.Testing;

/// <summary>A batch job of the fake server.</summary>
internal sealed class FakeBatchJob(string id, string model, int dimensions, List<(string Id, string Input)> lines)
{
    public string Id { get; } = id;

    public string Model { get; } = model;

    public int Dimensions { get; } = dimensions;

    public List<(string Id, string Input)> Lines { get; } = lines;

    public string State { get; set; } = "pending";

    public void MoveOn() => State = State switch
    {
        "pending" => "processing",
        "processing" => "completed",
        var state => state,
    };

    public JsonObject Status()
    {
        var failed = Lines.Count(static line => string.IsNullOrWhiteSpace(line.Input));
        return new JsonObject
        {
            ["batch_id"] = Id,
            ["status"] = State,
            ["model"] = Model,
            ["created_at"] = "2026-01-01T00:00:00Z",
            ["completed_at"] = State == "completed" ? "2026-01-01T00:01:00Z" : null,
            ["expires_at"] = "2026-01-02T00:00:00Z",
            ["stats"] = new JsonObject { ["total"] = Lines.Count, ["completed"] = State == "completed" ? Lines.Count - failed : 0, ["failed"] = failed, ["total_tokens"] = Lines.Sum(static line => FakeRequest.Tokens(line.Input)) },
        };
    }
}
