using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace JinaSharp.Client.Http;

/// <summary>Turns error answers and transport failures into <see cref="JinaApiException"/>.</summary>
internal sealed class ApiErrors(ApiKey key, TimeProvider time)
{
    public const string InsufficientBalance = "AUTHZ_INSUFFICIENT_BALANCE";
    private const int ExcerptLength = 500;

    private const string ProxyAdvice =
        "The proxy wants a user name and a password: give them in HTTPS_PROXY (http://user:password@host:port), or give the client an HttpClient whose proxy has credentials.";


    /// <summary>The exception for an answer whose status, or whose envelope inside a 200, is an error.</summary>
    public JinaApiException FromReply(ApiCall call, Uri address, HttpStatusCode status, HttpResponseHeaders headers, ReplyBody body)
    {
        var parsed = ErrorBody.Parse(body.Memory, key, time.GetUtcNow());
        if ((int)status < 300 && parsed.EnvelopeStatus is >= 300 and < 600) status = (HttpStatusCode)parsed.EnvelopeStatus.Value;
        var code = IsBalance(status, parsed) ? InsufficientBalance : parsed.Code;
        var text = new StringBuilder($"{call.Operation}: {Where(address)} answered {(int)status}{(code is null ? "" : $" {code}")}");
        string? rawBody = null;
        if (parsed.IsKnownShape)
        {
            // The Reader's messages begin with the name of the error, which is the code.
            var message = parsed.Message ?? "no message";
            text.Append(": ").Append(code is not null && message.StartsWith($"{code}: ", StringComparison.Ordinal) ? message[(code.Length + 2)..] : message);
        }
        else if (body.Length > 0)
        {
            rawBody = key.Redact(body.Excerpt(ExcerptLength));
            text.Append(LooksLikeHtml(rawBody) ? " with a web page instead of JSON (a proxy, or the base URL is not the API's)" : " with a body that is not the documented JSON");
        }
        if ((Advice(status, code) ?? WrongPath(call, address, status, code)) is { } advice) text.Append(text[^1] == '.' ? " " : ". ").Append(advice);
        if (parsed.RequestId is not null) text.Append(" (request id ").Append(parsed.RequestId).Append(')');
        return new JinaApiException(key.Redact(text.ToString()))
        {
            StatusCode = status,
            Code = code,
            RequestId = parsed.RequestId,
            FieldPath = parsed.FieldPath,
            ItemIndex = parsed.ItemIndex,
            RawBody = rawBody,
            RetryAfter = RetryAfter.Read(headers, time) ?? parsed.RetryAfter,
            IsTransient = IsTransient(status, code),
        };
    }

    /// <summary>The exception for an error envelope inside a streamed answer.</summary>
    public JinaApiException FromEvent(ApiCall call, Uri address, string json)
    {
        var parsed = ErrorBody.Parse(Encoding.UTF8.GetBytes(json), key, time.GetUtcNow());
        var status = (HttpStatusCode)(parsed.EnvelopeStatus ?? 500);
        return new JinaApiException(key.Redact($"{call.Operation}: {Where(address)} ended the answer with an error{(parsed.Code is null ? "" : $" {parsed.Code}")}: {parsed.Message ?? "no message"}"))
        {
            StatusCode = status,
            Code = parsed.Code,
            RequestId = parsed.RequestId,
            RetryAfter = parsed.RetryAfter,
            IsTransient = IsTransient(status, parsed.Code),
        };
    }

    /// <summary>The exception for a 200 whose body is not what was asked for.</summary>
    public JinaApiException Malformed(ApiCall call, Uri address, HttpStatusCode status, HttpResponseHeaders headers, ReplyBody body, Exception cause)
    {
        if (ErrorBody.Parse(body.Memory, key, time.GetUtcNow()).IsKnownShape) return FromReply(call, address, status, headers, body);
        var excerpt = key.Redact(body.Excerpt(ExcerptLength));
        var html = LooksLikeHtml(excerpt);
        return new JinaApiException(
            html
                ? $"{call.Operation}: {Where(address)} answered {(int)status} with a web page instead of JSON. A proxy stands in between, or the base URL is not the API's."
                : $"{call.Operation}: {Where(address)} answered {(int)status} with JSON that is cut off or not as documented ({body.Length:N0} bytes): {key.Redact(cause.Message)}",
            cause is JinaException ? null : cause)
        {
            StatusCode = status,
            Code = html ? "not_json" : "malformed_reply",
            RawBody = excerpt,
            IsTransient = !html,
        };
    }

    public static JinaApiException Redirected(ApiCall call, Uri address, HttpStatusCode status, Uri? location) =>
        new($"{call.Operation}: {Where(address)} answered {(int)status}, a redirection{(location is null ? "" : $" to {Where(new Uri(address, location))}")}. Redirections are not followed, as the key travels with the request: set the base URL to the final address.")
        {
            StatusCode = status,
            Code = "redirected",
        };

    public static JinaApiException TimedOut(ApiCall call, Uri address, TimeSpan after) =>
        new($"{call.Operation}: {Where(address)} did not answer within {after.TotalSeconds:0.###} s. Send fewer items in one request, or raise the timeout.")
        {
            Code = "timeout",
            IsTransient = true,
        };

    public JinaApiException NotSent(ApiCall call, Uri address, HttpRequestException cause)
    {
        var (what, transient) = cause.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => ("the host name was not found; is the base URL right, is there a network?", true),
            HttpRequestError.ConnectionError => ("no connection could be made; is the server running, is the base URL right?", true),
            HttpRequestError.SecureConnectionError => ("no secure connection could be made; the certificate or the protocol was refused", false),
            HttpRequestError.ProxyTunnelError when cause.StatusCode is HttpStatusCode.ProxyAuthenticationRequired || cause.Message.Contains("407", StringComparison.Ordinal) =>
                ($"the proxy refused the connection. {ProxyAdvice}", false),
            HttpRequestError.ProxyTunnelError => ("the proxy refused the connection", false),
            _ => ("the connection broke", true),
        };
        return new JinaApiException($"{call.Operation}: {Where(address)}: {what} ({key.Redact(cause.Message)})", cause) { Code = "network", IsTransient = transient };
    }

    public JinaApiException CutOff(ApiCall call, Uri address, Exception cause) =>
        new($"{call.Operation}: {Where(address)}: the connection broke while the answer came in ({key.Redact(cause.Message)})", cause) { Code = "network", IsTransient = true };

    public JinaApiException NoKey(ApiCall call, Uri address) =>
        new($"{call.Operation}: {Where(address)} needs an API key and none is set. {(key.TriedNames.Count > 0 ? $"Set one of the environment variables {string.Join(", ", key.TriedNames)}, or give JinaClientOptions.ApiKey." : "Give JinaClientOptions.ApiKey.")} Keys are at https://jina.ai.")
        {
            Code = "missing_api_key",
        };

    /// <summary>The host, without path and query, which may hold the caller's text.</summary>
    public static string Where(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static bool IsBalance(HttpStatusCode status, ErrorBody body) =>
        (status == HttpStatusCode.PaymentRequired && body.Code is null or "InsufficientBalanceError" or "InsufficientCreditsError")
        || (status is HttpStatusCode.PaymentRequired or HttpStatusCode.Forbidden && body.Code == InsufficientBalance)
        || (status == HttpStatusCode.PaymentRequired && body.Message?.Contains("balance", StringComparison.OrdinalIgnoreCase) == true);

    private static bool IsTransient(HttpStatusCode status, string? code) => (int)status switch
    {
        408 or 429 or 500 or 502 or 503 or 504 or (>= 520 and <= 527) => true,
        409 => code is "CONFLICT_RESOURCE_BUSY" or "LockConflictError",
        _ => false,
    };

    private static string? Advice(HttpStatusCode status, string? code) => ((int)status, code) switch
    {
        (_, InsufficientBalance) => "The key's balance is used up: top it up at https://jina.ai, or use another key.",
        (401, _) => "The key is missing, wrong or not allowed here.",
        (429, _) => "The rate limit is reached: send slower (JinaRateLimits), or use a key of a higher tier.",
        (407, _) => ProxyAdvice,
        (413, "TargetFileTooLargeError") => "The page or document is larger than the service reads: give a smaller one, or parts of it.",
        (413, _) => "The request is larger than the service, or a proxy before it, takes: lower MaxRequestBytes or MaxItemsPerRequest, or send smaller inputs.",
        (_, "INPUT_TOKEN_LIMIT_EXCEEDED") => "An input is longer than the model's context: set Truncate, or split it.",
        _ => null,
    };

    // A thing that is named in the path may be gone; what is posted to a fixed path finds nothing only where no such service is.
    private static string? WrongPath(ApiCall call, Uri address, HttpStatusCode status, string? code) =>
        status != HttpStatusCode.NotFound || code is not (null or "RESOURCE_NOT_FOUND") ? null
        : call.Service == JinaService.Api && call.Method == HttpMethod.Post ? $"Is the base URL right? There is no {address.AbsolutePath}."
        : code is null ? "Is the base URL right?" : null;

    private static bool LooksLikeHtml(string text) => text.AsSpan().TrimStart().StartsWith("<", StringComparison.Ordinal);
}
