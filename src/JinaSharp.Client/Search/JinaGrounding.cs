using System.Text.Json;
using JinaSharp.Client.Http;
using JinaSharp.Client.Reader;
using JinaSharp.Wire;

namespace JinaSharp.Client;

/// <summary>Checks statements against the web. The service no longer documents it; it is slow and takes many tokens.</summary>
/// <remarks>
/// Safe for concurrent use. Needs a key. A budget (<see cref="JinaUsageTracker"/>) must have 300,000 tokens left, an assumption, as the service states no figure
/// beforehand; the answer says what is charged.
/// </remarks>
public sealed class JinaGrounding
{
    private const long TypicalTokens = 300_000;

    private readonly JinaTransport _transport;

    internal JinaGrounding(JinaTransport transport) => _transport = transport;

    /// <summary>Checks a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="sites">Only these sites count; null or none for all.</param>
    /// <param name="noCache">Whether the cache is passed by.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The judgement and its sources.</returns>
    public Task<GroundingResult> GroundAsync(string statement, IReadOnlyList<string>? sites = null, bool noCache = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(statement);
        List<KeyValuePair<string, string>> headers = [];
        if (sites is { Count: > 0 }) headers.Add(new("X-Site", string.Join(", ", sites)));
        if (noCache) headers.Add(new("X-No-Cache", "true"));
        var call = new ApiCall
        {
            Operation = "ground",
            Service = JinaService.Grounding,
            Headers = headers,
            ReservedTokens = TypicalTokens,
            Body = ApiJson.Serialize(new StatementRequest { Statement = statement }, JinaWireContext.Compact.StatementRequest),
        };
        return _transport.SendAsync(
            call,
            static body =>
            {
                var (data, tokens) = ReaderPageReader.Open(body);
                var references = data.TryGetProperty("references", out var list) && list.ValueKind == JsonValueKind.Array
                    ? list.EnumerateArray().Select(static entry => new GroundingReference(
                        entry.Text("url") ?? "", entry.Text("keyQuote") ?? "", entry.TryGetProperty("isSupportive", out var supportive) && supportive.ValueKind == JsonValueKind.True)).ToList()
                    : [];
                return new Reply<GroundingResult>(
                    new GroundingResult(data.GetProperty("factuality").GetDouble(), data.GetProperty("result").GetBoolean(), data.Text("reason") ?? "", references, tokens), tokens);
            },
            cancellationToken);
    }
}
