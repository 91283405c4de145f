using System.Net.ServerSentEvents;
using System.Text.Json;

namespace JinaSharp.Client.Http;

/// <summary>Server-sent events.</summary>
internal static class ServerEvents
{
    public static IAsyncEnumerable<SseItem<string>> ReadAsync(Stream stream, CancellationToken cancellationToken) =>
        SseParser.Create(stream).EnumerateAsync(cancellationToken);

    public static JsonDocument Parse(ApiCall call, string data)
    {
        try
        {
            return JsonDocument.Parse(data);
        }
        catch (JsonException exception)
        {
            throw new JinaApiException($"{call.Operation}: an event of the answer is no JSON, or is cut off.", exception) { Code = "malformed_reply", IsTransient = true };
        }
    }
}
