using System.Runtime.CompilerServices;
using System.Text.Json;
using JinaSharp.Client.Http;
using JinaSharp.Client.Reader;

namespace JinaSharp.Client;

/// <summary>The Reader: web pages, HTML and documents as Markdown.</summary>
/// <remarks>
/// Safe for concurrent use. Works without a key, at a lower rate. What a page costs is known when it is read, so a budget (<see cref="JinaUsageTracker"/>)
/// must have room for an estimate: the lower of <see cref="ReaderOptions.TokenBudget"/>, <see cref="ReaderOptions.MaxTokens"/> and 10,000 tokens (for HTML, a
/// quarter of its length), and the service's surcharges for screenshots, language models, captions, scripts and proxies. The answer says what is charged.
/// </remarks>
public sealed class JinaReader
{
    private readonly JinaTransport _transport;

    internal JinaReader(JinaTransport transport) => _transport = transport;

    /// <summary>Reads a page.</summary>
    /// <param name="url">Its address; a fragment is kept, and chooses the page of a PDF.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The page.</returns>
    public Task<ReaderPage> ReadAsync(Uri url, ReaderOptions? options = null, CancellationToken cancellationToken = default) =>
        SendAsync(Page(url), ReaderCost.TypicalPage, options, cancellationToken);

    /// <summary>Converts HTML.</summary>
    /// <param name="html">The HTML.</param>
    /// <param name="baseUrl">The address that relative links start from.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The page.</returns>
    public Task<ReaderPage> ReadHtmlAsync(string html, Uri? baseUrl = null, ReaderOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(html);
        return SendAsync(
            json =>
            {
                if (baseUrl is not null) json.WriteString("url", baseUrl.AbsoluteUri);
                json.WriteString("html", html);
            },
            ReaderCost.OfText(html), options, cancellationToken);
    }

    /// <summary>Converts a document: PDF, or another format that the service knows.</summary>
    /// <param name="document">The document's bytes.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The page.</returns>
    public Task<ReaderPage> ReadDocumentAsync(ReadOnlyMemory<byte> document, ReaderOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (document.Length == 0) throw new ArgumentException("The document is empty.", nameof(document));
        return SendAsync(json => json.WriteBase64String(Embeddings.MediaSignature.IsPdf(document.Span) ? "pdf" : "file", document.Span), ReaderCost.TypicalPage, options, cancellationToken);
    }

    /// <summary>Reads a page as the text that the service makes for people and models: title, address, content.</summary>
    /// <param name="url">Its address.</param>
    /// <param name="options">How; null for the defaults. One format only.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The text.</returns>
    public Task<string> ReadTextAsync(Uri url, ReaderOptions? options = null, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(Call(Page(url), ReaderCost.TypicalPage, options, "text/plain"), static body => new Reply<string>(System.Text.Encoding.UTF8.GetString(body.Json), null), cancellationToken);

    /// <summary>Reads a page while it loads: each item is the page as far as it is known, the last one is complete.</summary>
    /// <param name="url">Its address.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Ever more complete pages.</returns>
    public async IAsyncEnumerable<ReaderPage> ReadStreamingAsync(Uri url, ReaderOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var call = Call(Page(url), ReaderCost.TypicalPage, options, "text/event-stream");
        var reply = await _transport.OpenAsync(call, cancellationToken).ConfigureAwait(false);
        await using (reply.ConfigureAwait(false))
        {
            await foreach (var item in ServerEvents.ReadAsync(reply.Stream, cancellationToken).ConfigureAwait(false))
            {
                using var document = ServerEvents.Parse(call, item.Data);
                if (item.EventType == "error" || document.RootElement.Number("code") >= 300)
                {
                    reply.TokensIfSilent = null;
                    throw _transport.ErrorOf(call, item.Data);
                }
                var page = ReaderPageReader.Read(document.RootElement.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? data : document.RootElement);
                reply.Tokens = (document.RootElement.TryGetProperty("meta", out var meta) ? meta.Usage() : null) ?? page.Tokens ?? reply.Tokens;
                yield return page;
            }
        }
    }

    private Task<ReaderPage> SendAsync(Action<Utf8JsonWriter> source, long contentTokens, ReaderOptions? options, CancellationToken cancellationToken) =>
        _transport.SendAsync(
            Call(source, contentTokens, options, "application/json"),
            static body =>
            {
                var (data, tokens) = ReaderPageReader.Open(body);
                return new Reply<ReaderPage>(ReaderPageReader.Read(data), tokens);
            },
            cancellationToken);

    private static Action<Utf8JsonWriter> Page(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")) throw new ArgumentException($"The Reader takes absolute http and https addresses; this is '{url}'.", nameof(url));
        return json => json.WriteString("url", url.AbsoluteUri);
    }

    private static ApiCall Call(Action<Utf8JsonWriter> source, long contentTokens, ReaderOptions? options, string accept)
    {
        options ??= new ReaderOptions();
        ReaderOptionsWriter.Check(options);
        return new ApiCall
        {
            Operation = "read",
            Service = JinaService.Reader,
            Accept = accept,
            NeedsKey = false,
            ReservedTokens = ReaderCost.Of(contentTokens, options),
            Body = ApiJson.Write(json =>
            {
                json.WriteStartObject();
                source(json);
                ReaderOptionsWriter.Write(json, options);
                json.WriteEndObject();
            }),
        };
    }
}
