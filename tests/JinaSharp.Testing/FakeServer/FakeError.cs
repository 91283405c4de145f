using System.Text.Json;

namespace JinaSharp.Testing;

/// <summary>An error answer, in the shape that the service uses for it.</summary>
internal sealed class FakeError(FakeReply reply) : Exception
{
    private const string RequestId = "00112233445566778899aabbccddeeff";

    public FakeReply Reply { get; } = reply;

    /// <summary>Shape a: 401 and the described errors.</summary>
    public static FakeError Plain(int status, string code, string message) =>
        new(FakeReply.Json($$"""{"detail":{{Quote(message)}},"code":"{{code}}","request_id":"{{RequestId}}"}""", status));

    /// <summary>Shape b: errors raised in a handler.</summary>
    public static FakeError Handler(int status, string code, string message) =>
        new(FakeReply.Json($$"""{"detail":{"message":{{Quote(message)}},"request_id":"{{RequestId}}","code":"{{code}}"} }""", status));

    /// <summary>Shape c: 422.</summary>
    public static FakeError Invalid(string field, string message, string type) =>
        new(FakeReply.Json($$"""{"detail":"Validation error","request_id":"{{RequestId}}","errors":[{"field":{{Quote(field)}},"message":{{Quote(message)}},"type":"{{type}}","input":null}]}""", 422));

    /// <summary>The Reader's envelope.</summary>
    public static FakeError Reader(int http, int status, string name, string message) =>
        new(FakeReply.Json($$"""{"data":null,"code":{{http}},"name":"{{name}}","status":{{status}},"message":{{Quote(message)}},"readableMessage":{{Quote($"{name}: {message}")}}}""", http));

    /// <summary>A documented error of the given shape, for <c>X-Fake-Error: SHAPE</c>.</summary>
    public static FakeError OfShape(string shape) => shape switch
    {
        "a" => Plain(401, "AUTH_INVALID_API_KEY", "Invalid API key"),
        "b" => Handler(400, "INPUT_TOKEN_LIMIT_EXCEEDED", "The input is too long."),
        "c" => Invalid("body -> input", "Input should be a valid list", "list_type"),
        "d" => new(FakeReply.Json($$"""{"detail":"[RID: {{RequestId}}] Something was wrong"}""", 400)),
        "e" => new(FakeReply.Json("""{"detail":[{"loc":["body","input",0],"msg":"str type expected","type":"type_error.str"}]}""", 422)),
        "f" => new(FakeReply.Json("""{"error":{"message":"bad gateway","type":"gateway"}}""", 502)),
        "g" => Reader(402, 40203, "InsufficientBalanceError", "Account balance not enough"),
        "html" => new(FakeReply.Text("<html><body>524</body></html>", "text/html", 524)),
        _ => Invalid("header -> X-Fake-Error", "Shapes are a to g and html", "enum"),
    };

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
