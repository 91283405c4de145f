namespace JinaSharp.Testing;

/// <summary>The answers of faults that replace the real one.</summary>
internal static class FakeFaultReplies
{
    private const string Html = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>cloud</body></html>";

    public static FakeReply? Replaces(FakeFault fault) => fault.Kind switch
    {
        FakeFaultKind.RateLimitedWithSeconds => Limited("RATE_REQUEST_LIMIT_EXCEEDED", ((int)Math.Ceiling(fault.Wait.TotalSeconds)).ToString()),
        FakeFaultKind.RateLimitedWithDate => Limited("RATE_TOKEN_LIMIT_EXCEEDED", (DateTimeOffset.UtcNow + fault.Wait).ToString("R")),
        FakeFaultKind.RateLimitedBare => Limited("RATE_CONCURRENCY_LIMIT_EXCEEDED", null),
        FakeFaultKind.InternalError => FakeError.Handler(500, "INTERNAL_ERROR", "Something went wrong.").Reply,
        FakeFaultKind.Unavailable => FakeError.Plain(503, "SERVICE_UNAVAILABLE", "Try again later.").Reply,
        FakeFaultKind.HtmlBadGateway => FakeReply.Text(Html, "text/html", 502),
        FakeFaultKind.HtmlOk => FakeReply.Text(Html, "text/html"),
        FakeFaultKind.ErrorEnvelopeInOk => FakeReply.Json("""{"data":null,"code":503,"name":"ServiceNodeResourceDrainError","status":50303,"message":"busy","readableMessage":"ServiceNodeResourceDrainError: busy"}"""),
        _ => null,
    };

    private static FakeReply Limited(string code, string? retryAfter)
    {
        var reply = FakeError.Plain(429, code, "Rate limit exceeded").Reply;
        if (retryAfter is not null) reply.Headers.Add(("Retry-After", retryAfter));
        return reply;
    }
}
