using System.Net;
using System.Text;
using System.Text.Json;

namespace JinaSharp.Stores.Tests.Chroma;

/// <summary>Answers with what a real server answered to such a request, and keeps what was asked.</summary>
internal sealed class ReplayedChroma(IReadOnlyList<(string Path, JsonElement Request, JsonElement Response)> exchanges) : HttpMessageHandler
{
    public List<(string Method, string Path, byte[] Body)> Requests { get; } = [];

    /// <summary>The last answer to a query.</summary>
    public JsonElement? LastQuery { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.PathAndQuery;
        Requests.Add((request.Method.Method, path, request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken)));
        var route = request.RequestUri.AbsolutePath.Split('/')[^1];
        if (route == "pre-flight-checks") return Answer(HttpStatusCode.OK, """{"max_batch_size":5461,"supports_base64_encoding":true}""");
        if (route == "docs") return Answer(HttpStatusCode.NotFound, """{"error":"NotFoundError","message":"Collection [docs] does not exist"}""");
        if (route == "collections")
            return Answer(HttpStatusCode.OK, """{"id":"068fc05f-f652-488a-bdbe-d208e0b0a907","name":"docs","configuration_json":{"hnsw":{"space":"cosine"},"embedding_function":null},"metadata":{"owner":"us"},"dimension":3,"tenant":"t","database":"d","log_position":0,"version":0}""");
        if (route is "upsert" or "delete") return Answer(HttpStatusCode.OK, "{}");
        if (route == "get") return Answer(HttpStatusCode.OK, """{"ids":[],"embeddings":null,"documents":[],"uris":null,"metadatas":[],"include":["documents","metadatas"]}""");
        var captured = exchanges.First(exchange => exchange.Path.EndsWith($"/{route}", StringComparison.Ordinal) && exchange.Response.GetProperty("status").GetInt32() == 200).Response.GetProperty("body");
        LastQuery = captured;
        return Answer(HttpStatusCode.OK, captured.GetRawText());
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
