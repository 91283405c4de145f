using Microsoft.AspNetCore.Http;

namespace JinaSharp.Testing;

/// <summary>Keys and balances.</summary>
internal static class FakeGate
{
    private static readonly string[] Open = ["/r", "/segment", "/v1/segment", "/v1/models", "/health", "/live", "/ready", "/deepsearch", "/shot.png"];

    public static void Check(HttpContext context, JinaFakeServerOptions options)
    {
        if (context.Request.Headers["X-Fake-Error"].ToString() is { Length: > 0 } shape) throw FakeError.OfShape(shape);
        var path = context.Request.Path.Value ?? "/";
        var reader = path.StartsWith("/r/", StringComparison.Ordinal) || path.StartsWith("/s/", StringComparison.Ordinal) || path.StartsWith("/g/", StringComparison.Ordinal);
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            if (Open.Any(open => path.StartsWith(open, StringComparison.Ordinal))) return;
            throw reader
                ? FakeError.Reader(401, 40103, "AuthenticationRequiredError", "Authentication is required to use this endpoint.")
                : FakeError.Plain(401, "AUTH_MISSING_API_KEY", "No API key was given.");
        }
        if (!header.StartsWith("Bearer ", StringComparison.Ordinal)) throw FakeError.Plain(401, "AUTH_INVALID_FORMAT", "The Authorization header is not a bearer token.");
        var key = header["Bearer ".Length..];
        if (options.Keys is { } keys && !keys.Contains(key)) throw FakeError.Plain(401, "AUTH_INVALID_API_KEY", "The API key is not valid.");
        if (options.KeysWithoutBalance.Contains(key))
            throw reader
                ? FakeError.Reader(402, 40203, "InsufficientBalanceError", "Account balance not enough to run this query.")
                : FakeError.Plain(403, "AUTHZ_INSUFFICIENT_BALANCE", "Insufficient account balance.");
    }
}
