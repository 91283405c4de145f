using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace JinaSharp.Testing;

/// <summary>The segmenter: chunks end at sentence ends, up to the length asked for; a token is a word.</summary>
internal static class FakeSegmenter
{
    private static readonly string[] Tokenizers = ["cl100k_base", "o200k_base", "p50k_base", "r50k_base", "p50k_edit", "gpt2"];

    public static FakeReply Answer(FakeRequest request)
    {
        if (HttpMethods.IsGet(request.Context.Request.Method)) return FakeReply.Json(Count(request.Context.Request.Query["content"].ToString(), "cl100k_base").ToJsonString());
        request.Allow("content", "tokenizer", "return_tokens", "return_chunks", "max_chunk_length", "head", "tail");
        var content = request.Required("content");
        if (content.Length >= 64_000) throw FakeError.Invalid("body -> content", "At most 64000 characters", "too_long");
        var tokenizer = request.Optional("tokenizer") ?? "cl100k_base";
        if (!Tokenizers.Contains(tokenizer)) throw FakeError.Invalid("body -> tokenizer", "Unknown tokenizer", "enum");
        if (request.TryGet("head", out _) && request.TryGet("tail", out _)) throw FakeError.Invalid("body", "'head' and 'tail' exclude each other", "value_error");
        var reply = Count(content, tokenizer);
        var chunks = Chunks(content, request.Number("max_chunk_length", 1) ?? 1000);
        if (request.Flag("return_chunks") == true)
        {
            reply["num_chunks"] = chunks.Count;
            reply["chunk_positions"] = new JsonArray([.. chunks.Select(static c => new JsonArray(c.Start, c.End))]);
            reply["chunks"] = new JsonArray([.. chunks.Select(c => (JsonNode)content[c.Start..c.End])]);
        }
        if (request.Flag("return_tokens") == true)
            reply["tokens"] = new JsonArray([.. chunks.Select(c => new JsonArray([.. Words(content[c.Start..c.End]).Select(static (word, i) => new JsonArray(word, new JsonArray(i + 1)))]))]);
        return FakeReply.Json(reply.ToJsonString());
    }

    private static JsonObject Count(string content, string tokenizer) =>
        new() { ["num_tokens"] = Words(content).Length, ["tokenizer"] = tokenizer, ["usage"] = new JsonObject { ["tokens"] = 0 } };

    private static string[] Words(string text) => text.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static List<(int Start, int End)> Chunks(string text, int most)
    {
        List<(int, int)> chunks = [];
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(text.Length, start + most);
            if (end < text.Length && text.LastIndexOfAny(['.', '!', '?', '\n'], end - 1, end - start) is >= 0 and var stop && stop > start) end = stop + 1;
            chunks.Add((start, end));
            start = end;
        }
        return chunks;
    }
}
