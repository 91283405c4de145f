using System.Net;
using System.Text.Json;
using JinaSharp.Stores.Http;

namespace JinaSharp.Stores.Qdrant;

/// <summary>Reads Qdrant's refusals: <c>{"status":{"error":"..."}}</c>, plain text for keys.</summary>
internal sealed class QdrantProtocol : StoreProtocol
{
    public override string Store => "qdrant";

    public override string DisplayName => "Qdrant";

    public override void AddHeaders(IDictionary<string, string> headers, string? apiKey, TimeSpan timeout)
    {
        if (apiKey is not null && !headers.ContainsKey("api-key")) headers["api-key"] = apiKey;
    }

    public override StoreFailure? ReadFailure(StoreResponse response)
    {
        var error = ReadError(response, out var isEnvelope);
        if (response.IsSuccess)
            return isEnvelope ? null : new StoreFailure(StoreFailureKind.NotThisProduct, $"the answer is not of Qdrant's form: {response.ShownBody}", IsTransient: response.Body.Length == 0);
        var words = error ?? (response.Body.Length > 0 ? response.ShownBody : $"HTTP {(int)response.Status} with no text");
        var kind = response.Status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => StoreFailureKind.Unauthorized,
            HttpStatusCode.NotFound when error is null => StoreFailureKind.NotThisProduct,
            HttpStatusCode.NotFound => StoreFailureKind.NotFound,
            HttpStatusCode.MethodNotAllowed when error is null => StoreFailureKind.NotThisProduct,
            HttpStatusCode.Conflict => StoreFailureKind.Exists,
            HttpStatusCode.RequestEntityTooLarge => StoreFailureKind.TooLarge,
            HttpStatusCode.BadRequest when words.Contains("larger than allowed", StringComparison.Ordinal) => StoreFailureKind.TooLarge,
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => StoreFailureKind.Invalid,
            >= HttpStatusCode.Moved and < HttpStatusCode.BadRequest => StoreFailureKind.NotThisProduct,
            _ => StoreFailureKind.Other,
        };
        return new StoreFailure(kind, words, IsTransient(response.Status)) { ServerCode = ((int)response.Status).ToString() };
    }

    private static string? ReadError(StoreResponse response, out bool isEnvelope)
    {
        isEnvelope = false;
        if (response.Body.Length == 0 || response.Body.Span[0] != (byte)'{') return null;
        // Only the top level is walked: answers with vectors are large.
        var reader = new Utf8JsonReader(response.Body.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isStatus = reader.ValueTextEquals("status"u8);
            reader.Read();
            if (!isStatus)
            {
                reader.Skip();
                continue;
            }
            isEnvelope = true;
            if (reader.TokenType != JsonTokenType.StartObject) continue;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isError = reader.ValueTextEquals("error"u8);
                reader.Read();
                if (isError && reader.TokenType == JsonTokenType.String) return reader.GetString();
                reader.Skip();
            }
        }
        return null;
    }
}
