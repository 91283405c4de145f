using System.Net;
using System.Text;

namespace JinaSharp.Testing;

/// <summary>Answers requests from a script and keeps them for assertions; no network is involved.</summary>
/// <remarks>Safe for concurrent use. Answers are given in the order they were added; the last one is repeated.</remarks>
public sealed class RecordingHttpMessageHandler : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly List<RecordedRequest> _requests = [];
    private readonly List<Func<RecordedRequest, CancellationToken, Task<HttpResponseMessage>>> _script = [];
    private int _next;

    /// <summary>The requests so far, in the order they came.</summary>
    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (_gate) return [.. _requests];
        }
    }

    /// <summary>Adds an answer.</summary>
    /// <param name="answer">Makes the answer from the request.</param>
    /// <returns>This handler.</returns>
    public RecordingHttpMessageHandler Answer(Func<RecordedRequest, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _script.Add(answer);
        return this;
    }

    /// <summary>Adds an answer.</summary>
    /// <param name="body">The body.</param>
    /// <param name="status">The status.</param>
    /// <param name="mediaType">The media type.</param>
    /// <param name="headers">Further headers.</param>
    /// <returns>This handler.</returns>
    public RecordingHttpMessageHandler Answer(
        string body, HttpStatusCode status = HttpStatusCode.OK, string mediaType = "application/json", params (string Name, string Value)[] headers) =>
        Answer((_, _) =>
        {
            var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, mediaType) };
            foreach (var (name, value) in headers) response.Headers.TryAddWithoutValidation(name, value);
            return Task.FromResult(response);
        });

    /// <summary>Adds a failure.</summary>
    /// <param name="exception">What sending throws.</param>
    /// <returns>This handler.</returns>
    public RecordingHttpMessageHandler Throw(Exception exception) => Answer((_, _) => Task.FromException<HttpResponseMessage>(exception));

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var recorded = new RecordedRequest
        {
            Method = request.Method,
            Address = request.RequestUri!,
            Headers = Headers(request),
            Body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false),
        };
        Func<RecordedRequest, CancellationToken, Task<HttpResponseMessage>> answer;
        lock (_gate)
        {
            _requests.Add(recorded);
            if (_script.Count == 0) throw new InvalidOperationException("The recording handler was given no answer.");
            answer = _script[Math.Min(_next++, _script.Count - 1)];
        }
        var response = await answer(recorded, cancellationToken).ConfigureAwait(false);
        response.RequestMessage = request;
        return response;
    }

    private static Dictionary<string, string> Headers(HttpRequestMessage request)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers.NonValidated)
            headers[name] = name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? "Bearer [redacted]" : string.Join(", ", values);
        if (request.Content is { } content)
            foreach (var (name, values) in content.Headers.NonValidated) headers[name] = string.Join(", ", values);
        return headers;
    }
}
