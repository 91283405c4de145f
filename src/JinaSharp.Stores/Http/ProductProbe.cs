using System.Text;

namespace JinaSharp.Stores.Http;

/// <summary>Finds out which product answers at an address, once an answer has shown that it is not the expected one.</summary>
internal static class ProductProbe
{
    private static readonly (string Name, HttpMethod Method, string Path, string Sign)[] Products =
    [
        ("Chroma", HttpMethod.Get, "api/v2/heartbeat", "nanosecond heartbeat"),
        ("Qdrant", HttpMethod.Get, "", "qdrant - vector search engine"),
        ("Milvus", HttpMethod.Post, "v2/vectordb/collections/list", "\"code\""),
    ];

    public static async Task<string> ExplainAsync(StoreConnection connection, string found, CancellationToken cancellationToken)
    {
        foreach (var (name, method, path, sign) in Products)
        {
            try
            {
                var request = new StoreRequest("identify", method, path) { Body = method == HttpMethod.Post ? "{}"u8.ToArray() : null };
                var response = await connection.SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
                if (!Encoding.UTF8.GetString(response.Body.Span).Contains(sign, StringComparison.Ordinal)) continue;
                return name == connection.Protocol.DisplayName
                    ? $"{found} The server is {name}, so the address may have a path too many, or the version may be too old."
                    : $"this is {name}, not {connection.Protocol.DisplayName}. Use {name.ToLowerInvariant()}:{connection.Endpoint.GetLeftPart(UriPartial.Authority)} (in code: {name}Store), or the address of {connection.Protocol.DisplayName}.";
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException)
            {
                // No sign of this product; the next probe decides.
            }
        }
        return $"{found} This does not look like {connection.Protocol.DisplayName}: check the address.";
    }
}
