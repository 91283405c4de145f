using System.Text.Json.Nodes;

namespace JinaSharp.Testing;

/// <summary><c>GET /v1/models</c>.</summary>
internal static class FakeModels
{
    public static FakeReply Answer(string path)
    {
        if (path is "/v1/models" or "/v1/models/")
            return FakeReply.Json(new JsonObject { ["data"] = new JsonArray([.. ModelCatalog.All.Where(static card => card.InApi).Select(Entry)]) }.ToJsonString());
        var name = Uri.UnescapeDataString(path["/v1/models/".Length..]);
        if (name.StartsWith("jina-ai/", StringComparison.Ordinal)) name = name[8..];
        return ModelCatalog.Find(name) is { InApi: true } card
            ? FakeReply.Json(Entry(card).ToJsonString())
            : throw FakeError.Plain(404, "RESOURCE_NOT_FOUND", "No such model");
    }

    private static JsonObject Entry(ModelCard card) => new()
    {
        ["id"] = $"jina-ai/{card.Id}",
        ["hugging_face_id"] = $"jinaai/{card.Id}",
        ["name"] = card.Id,
        ["created"] = 1_700_000_000,
        ["input_modalities"] = new JsonArray("text"),
        ["output_modalities"] = new JsonArray("embeddings"),
        ["context_length"] = card.ContextLength,
        ["pricing"] = new JsonObject { ["prompt"] = "0.00000005", ["completion"] = "0", ["image"] = "0", ["request"] = "0" },
        ["description"] = card.Id,
        ["datacenters"] = new JsonArray(new JsonObject { ["country_code"] = "US" }),
    };
}
