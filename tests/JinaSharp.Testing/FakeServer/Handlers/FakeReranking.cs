using System.Text.Json;
using System.Text.Json.Nodes;

namespace JinaSharp.Testing;

/// <summary><c>POST /v1/rerank</c>: documents score by the query's words that they have.</summary>
internal static class FakeReranking
{
    public static FakeReply Answer(FakeRequest request)
    {
        var model = request.Required("model");
        var card = ModelCatalog.Find(model);
        if (card is null || card.Id != model || (card.Kind != ModelKind.Reranker && card.MultiVector != MultiVectorSupport.Always))
            throw FakeError.Plain(400, "INPUT_MODEL_NOT_FOUND", $"The model '{model}' was not found.");
        var third = model.StartsWith("jina-reranker-v3", StringComparison.Ordinal);
        request.Allow(third
            ? ["model", "query", "documents", "top_n", "return_documents", "truncation", "max_doc_length", "return_embeddings"]
            : ["model", "query", "documents", "top_n", "return_documents", "truncation"]);
        request.Number("max_doc_length", 1, 8192);
        if (!request.TryGet("query", out var queryItem)) throw FakeError.Invalid("body -> query", "Field required", "missing");
        var query = request.Content(queryItem, "body -> query", out _);
        var documents = request.Array("documents", 2048);
        List<(int Index, double Score, JsonElement Document)> scored = [];
        var tokens = 0;
        foreach (var document in documents.EnumerateArray())
        {
            var text = request.Content(document, $"body -> documents -> {scored.Count}", out var kind);
            if (kind == "image" && !card.Modalities.HasFlag(ModelModalities.Image)) throw FakeError.Invalid($"body -> documents -> {scored.Count}", "The model takes no images", "value_error");
            tokens += FakeRequest.Tokens(query) + (kind == "text" ? FakeRequest.Tokens(text) : 1000);
            // The listwise models give scores below zero for what does not match.
            var score = FakeVectors.Overlap(query, text);
            scored.Add((scored.Count, Math.Round(third ? score - 0.25 : score, 8), document));
        }
        var best = scored.OrderByDescending(static entry => entry.Score).ThenBy(static entry => entry.Index).Take(request.Number("top_n", 1) ?? int.MaxValue);
        var results = new JsonArray();
        foreach (var (index, score, document) in best)
        {
            var result = new JsonObject { ["index"] = index, ["relevance_score"] = score };
            if (request.Flag("return_documents") ?? true)
                result["document"] = third && document.ValueKind == JsonValueKind.String ? new JsonObject { ["text"] = document.GetString() } : JsonNode.Parse(document.GetRawText());
            if (request.Flag("return_embeddings") == true)
                result["embedding"] = new JsonArray([.. FakeVectors.Create(document.ToString(), model, 512).Select(static value => (JsonNode)value)]);
            results.Add(result);
        }
        var reply = new JsonObject { ["model"] = model, ["object"] = "list", ["usage"] = new JsonObject { ["total_tokens"] = tokens }, ["results"] = results };
        return FakeReply.Json(reply.ToJsonString());
    }
}
