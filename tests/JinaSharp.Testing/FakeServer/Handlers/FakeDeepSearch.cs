using System.Text;
using System.Text.Json;

namespace JinaSharp.Testing;

/// <summary>DeepSearch: thinks once, answers in two pieces, cites one page.</summary>
internal static class FakeDeepSearch
{
    private const string Annotations = """[{"type":"url_citation","url_citation":{"title":"T","exactQuote":"Q","url":"https://example.org/1","dateTime":"2026-01-01"}}]""";
    private const string Tail = """ "visitedURLs":["https://example.org/1","https://example.org/2"],"readURLs":["https://example.org/1"],"numURLs":2,"usage":{"prompt_tokens":10,"completion_tokens":20,"total_tokens":30}""";

    public static FakeReply Answer(FakeRequest request)
    {
        var model = request.Required("model");
        var messages = request.Array("messages", 100);
        var question = JsonSerializer.Serialize($"Answer to: {messages[messages.GetArrayLength() - 1].GetProperty("content").GetString()}");
        if (request.Flag("stream") != true)
            return FakeReply.Json($$"""{"id":"1","object":"chat.completion","model":"{{model}}","choices":[{"index":0,"message":{"role":"assistant","type":"text","content":{{question}},"annotations":{{Annotations}}},"finish_reason":"stop"}],{{Tail}}}""");
        var text = new StringBuilder();
        text.Append(Chunk("""{"role":"assistant","type":"think","content":"<think>Looking"}"""));
        text.Append(Chunk("""{"type":"think","content":"</think>"}"""));
        text.Append(Chunk($$"""{"type":"text","content":{{question}}}"""));
        text.Append($$"""data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"type":"text","content":"","annotations":{{Annotations}}},"finish_reason":"stop"}],{{Tail}}}""").Append("\n\n");
        text.Append("data: [DONE]\n\n");
        return FakeReply.Text(text.ToString(), "text/event-stream");
    }

    private static string Chunk(string delta) => $$"""data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}""" + "\n\n";
}
