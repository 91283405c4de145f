using System.Net;
using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Milvus;

/// <summary>Reads Milvus's refusals: the <c>code</c> of the body decides, whatever the HTTP status is.</summary>
internal sealed class MilvusProtocol : StoreProtocol
{
    // Version 2.3 says 200 for success, and some of its builds set high bits.
    private const int CodeMask = 0xFFFF;

    public override string Store => "milvus";

    public override string DisplayName => "Milvus";

    public override void AddHeaders(IDictionary<string, string> headers, string? apiKey, TimeSpan timeout)
    {
        if (apiKey is not null && !headers.ContainsKey("Authorization")) headers["Authorization"] = "Bearer " + apiKey;
        headers.TryAdd("Accept-Type-Allow-Int64", "true");
        // The server gives up a little before this side does.
        if (timeout > TimeSpan.Zero) headers.TryAdd("Request-Timeout", Math.Max(1, (int)(timeout.TotalSeconds * 0.95)).ToString());
    }

    public override StoreFailure? ReadFailure(StoreResponse response)
    {
        var (code, message) = ReadCode(response);
        if (code is null)
        {
            var words = response.Body.Length > 0 ? response.ShownBody : $"HTTP {(int)response.Status} with no text";
            return response.Status switch
            {
                HttpStatusCode.RequestEntityTooLarge => new StoreFailure(StoreFailureKind.TooLarge, words, false),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new StoreFailure(StoreFailureKind.Unauthorized, words, false),
                _ when IsTransient(response.Status) || (response.IsSuccess && response.Body.Length == 0) => new StoreFailure(StoreFailureKind.Other, words, true),
                _ => new StoreFailure(StoreFailureKind.NotThisProduct, $"the answer is not of Milvus's form: {words}", false),
            };
        }
        if (code == 0 || (code == 200 && response.IsSuccess)) return null;
        var kind = (code & CodeMask) switch
        {
            100 or 202 or 700 or 800 or 1600 => StoreFailureKind.NotFound,
            1602 => StoreFailureKind.Exists,
            1400 or 1401 or 1800 => StoreFailureKind.Unauthorized,
            1100 or 1801 or 1802 or 1804 or 1806 => StoreFailureKind.Invalid,
            _ when message.Contains("larger than max", StringComparison.OrdinalIgnoreCase) => StoreFailureKind.TooLarge,
            _ => StoreFailureKind.Other,
        };
        var transient = (code & CodeMask) is 1 or 2 or 4 or 8 or 103 or 1807 || response.Status is HttpStatusCode.RequestTimeout or HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests;
        return new StoreFailure(kind, $"{message} (code {code})", transient) { ServerCode = code.Value.ToString() };
    }

    private static (int? Code, string Message) ReadCode(StoreResponse response)
    {
        if (response.Body.Length == 0 || response.Body.Span[0] != (byte)'{') return (null, "");
        var reader = new Utf8JsonReader(response.Body.Span);
        reader.Read();
        int? code = null;
        var message = "";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueTextEquals("code"u8) ? 1 : reader.ValueTextEquals("message"u8) ? 2 : 0;
            reader.Read();
            if (name == 1 && reader.TokenType == JsonTokenType.Number) code = reader.GetInt32();
            else if (name == 2 && reader.TokenType == JsonTokenType.String) message = reader.GetString()!;
            else reader.Skip();
        }
        return (code, message);
    }
}
