using System.Text.Json;
using JinaSharp.Client.Http;
using JinaSharp.Client.Reader;

namespace JinaSharp.Client;

/// <summary>Web search with the content of the pages found.</summary>
/// <remarks>
/// Safe for concurrent use. Needs a key. A budget (<see cref="JinaUsageTracker"/>) must have room for the least that the service charges: 10,000 tokens for each
/// started group of ten results, three times that of bing, five times for pictures and news. The answer says what is charged.
/// </remarks>
public sealed class JinaSearch
{
    private const int MaxCount = 20;
    private readonly JinaTransport _transport;

    internal JinaSearch(JinaTransport transport) => _transport = transport;

    /// <summary>Searches the web.</summary>
    /// <param name="query">The query.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The pages found, best first.</returns>
    public Task<SearchResultList> SearchAsync(string query, SearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        options ??= new SearchOptions();
        if (options.Count is < 0 or > MaxCount) throw new ArgumentException($"Count must be from 0 to {MaxCount}; it is {options.Count}.", nameof(options));
        ReaderOptionsWriter.Check(options);
        List<KeyValuePair<string, string>> headers = [];
        // The body's 'engine' is the search provider here, so the crawling engine travels as a header.
        if (ReaderOptionsWriter.Engine(options.Engine) is { } engine) headers.Add(new("X-Engine", engine));
        if (options.WithFavicons) headers.Add(new("X-With-Favicons", "true"));
        var call = new ApiCall
        {
            Operation = "search",
            Service = JinaService.Search,
            Headers = headers,
            ReservedTokens = ReaderCost.Of(options),
            Body = ApiJson.Write(json => Write(json, query, options)),
        };
        return _transport.SendAsync(
            call,
            static body =>
            {
                var (data, tokens) = ReaderPageReader.Open(body);
                if (data.ValueKind != JsonValueKind.Array) throw new JsonException("The 'data' of a search is not a list.");
                return new Reply<SearchResultList>(new SearchResultList([.. data.EnumerateArray().Select(ReaderPageReader.Read)]) { Tokens = tokens }, tokens);
            },
            cancellationToken);
    }

    private static void Write(Utf8JsonWriter json, string query, SearchOptions options)
    {
        json.WriteStartObject();
        json.WriteString("q", query);
        if (options.Count is { } count) json.WriteNumber("num", count);
        if (options.Page is { } page) json.WriteNumber("page", page);
        if (options.Kind != SearchKind.Web) json.WriteString("type", options.Kind == SearchKind.Images ? "images" : "news");
        foreach (var (name, value) in new[]
                 {
                     ("gl", options.Country), ("hl", options.Language), ("location", options.Location), ("provider", options.Provider),
                 })
            if (value is not null)
                json.WriteString(name, value);
        if (options.Fallback is { } fallback) json.WriteBoolean("fallback", fallback);
        if (options.NoAutoCorrect is { } exact) json.WriteBoolean("nfpr", exact);
        foreach (var (name, values) in new[] { ("site", options.Sites), ("filetype", options.FileTypes), ("intitle", options.InTitle) })
        {
            if (values.Count == 0) continue;
            json.WriteStartArray(name);
            foreach (var value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }
        ReaderOptionsWriter.Write(json, options, options.NoContent ? "no-content" : null, withEngine: false);
        json.WriteEndObject();
    }
}
