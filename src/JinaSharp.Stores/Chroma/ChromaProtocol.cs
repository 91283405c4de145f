using System.Net;
using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Chroma;

/// <summary>Reads Chroma's refusals: by status first, as the body may be empty, text or JSON.</summary>
internal sealed class ChromaProtocol : StoreProtocol
{
    public override string Store => "chroma";

    public override string DisplayName => "Chroma";

    public override void AddHeaders(IDictionary<string, string> headers, string? apiKey, TimeSpan timeout)
    {
        if (apiKey is not null && !headers.ContainsKey("x-chroma-token")) headers["x-chroma-token"] = apiKey;
    }

    public override StoreFailure? ReadFailure(StoreResponse response)
    {
        if (response.IsSuccess) return null;
        var error = ReadError(response);
        var words = error?.Message ?? error?.Error ?? (response.Body.Length > 0 ? response.ShownBody : $"HTTP {(int)response.Status} with no text");
        var kind = response.Status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => StoreFailureKind.Unauthorized,
            HttpStatusCode.NotFound when error?.Error is null => StoreFailureKind.NotThisProduct,
            HttpStatusCode.NotFound => StoreFailureKind.NotFound,
            HttpStatusCode.MethodNotAllowed or HttpStatusCode.Gone => StoreFailureKind.NotThisProduct,
            HttpStatusCode.Conflict => StoreFailureKind.Exists,
            HttpStatusCode.RequestEntityTooLarge => StoreFailureKind.TooLarge,
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.UnsupportedMediaType => StoreFailureKind.Invalid,
            >= HttpStatusCode.Moved and < HttpStatusCode.BadRequest => StoreFailureKind.NotThisProduct,
            _ => StoreFailureKind.Other,
        };
        // 500 is also how SQLite limits and a missing id in a query come back, which no repetition heals.
        // Two internal errors do pass: an index that is just being written for the first time, and a locked database.
        var passing = words.Contains("hnsw segment reader", StringComparison.Ordinal) || words.Contains("database is locked", StringComparison.Ordinal);
        var transient = IsTransient(response.Status) && (passing || error?.Error is not "InternalError");
        return new StoreFailure(kind, words, transient) { ServerCode = ((int)response.Status).ToString() };
    }

    private static ChromaErrorWire? ReadError(StoreResponse response)
    {
        try
        {
            return response.Body.Length > 0 && response.Body.Span[0] == (byte)'{' ? JsonSerializer.Deserialize(response.Body.Span, ChromaJson.Default.ChromaErrorWire) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
