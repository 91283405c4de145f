using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace JinaSharp.Stores.Http;

/// <summary>Sends requests to one server: repeats what may be repeated, reads whole answers, turns failures into errors.</summary>
internal sealed class StoreConnection : IDisposable
{
    // By default no batch is cut as large: only single records are.
    private const int LargeBody = 24 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly Dictionary<string, string> _headers;
    private readonly string? _apiKey;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _retryDelay;
    private readonly TimeSpan _maxRetryDelay;
    private readonly int _maxRetries;
    private readonly TimeProvider _time;

    public StoreConnection(Uri endpoint, RemoteStoreOptions options, StoreProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        if (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https"))
            throw new ArgumentException($"The address of {protocol.DisplayName} is '{endpoint}'; expected an absolute http or https URL, such as http://localhost:6333.", nameof(endpoint));
        if (endpoint.UserInfo.Length > 0)
            throw new ArgumentException($"The address of {protocol.DisplayName} holds a user name or password; pass the key in the options instead.", nameof(endpoint));
        options.Validate();
        Endpoint = endpoint.AbsoluteUri.EndsWith('/') ? endpoint : new Uri(endpoint.AbsoluteUri + "/");
        Protocol = protocol;
        (_apiKey, _timeout, _retryDelay, _maxRetryDelay, _maxRetries, _time) =
            (options.ApiKey, options.Timeout, options.RetryDelay, options.MaxRetryDelay, options.MaxRetries, options.TimeProvider);
        _headers = new Dictionary<string, string>(options.Headers, StringComparer.OrdinalIgnoreCase);
        protocol.AddHeaders(_headers, options.ApiKey, options.Timeout);
        _ownsHttp = options.HttpClient is null;
        _http = options.HttpClient ?? CreateClient();
    }

    public Uri Endpoint { get; }

    public StoreProtocol Protocol { get; }

    /// <summary>Sends a request and reads the answer whole.</summary>
    /// <exception cref="StoreRequestException">The server refused it, or gave no usable answer.</exception>
    public async Task<StoreResponse> SendAsync(StoreRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            StoreFailure failure;
            TimeSpan? retryAfter = null;
            Exception? cause = null;
            var untouched = false;
            try
            {
                var response = await SendOnceAsync(request, cancellationToken).ConfigureAwait(false);
                if (Protocol.ReadFailure(response) is not { } refused) return response;
                (failure, retryAfter, untouched) = (refused, response.RetryAfter, response.Status == HttpStatusCode.TooManyRequests);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested
                && e is HttpRequestException or IOException or OperationCanceledException or JsonException)
            {
                cause = e;
                untouched = e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };
                failure = new StoreFailure(StoreFailureKind.Connection, Describe(e), IsTransient: true);
            }
            if (failure.IsTransient && (request.Repeatable || untouched) && attempt < _maxRetries)
            {
                await Task.Delay(Wait(attempt, retryAfter), _time, cancellationToken).ConfigureAwait(false);
                continue;
            }
            if (failure.Kind == StoreFailureKind.Connection && !untouched && request.Body is { Length: > LargeBody } large && cause is not OperationCanceledException)
                failure = new StoreFailure(StoreFailureKind.TooLarge, $"the connection broke while {large.Length / 1e6:0.0} MB were sent, which is how a server refuses far more than it takes.", IsTransient: false);
            if (failure.Kind == StoreFailureKind.NotThisProduct)
                failure = failure with { Message = await ProductProbe.ExplainAsync(this, failure.Message, cancellationToken).ConfigureAwait(false) };
            throw Error(request, failure, attempt + 1, cause);
        }
    }

    /// <summary>Sends a request once, with no judgement on the answer.</summary>
    public async Task<StoreResponse> SendOnceAsync(StoreRequest request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        using var message = new HttpRequestMessage(request.Method, new Uri(Endpoint, request.Path));
        foreach (var (name, value) in _headers) message.Headers.TryAddWithoutValidation(name, value);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, limit.Token).ConfigureAwait(false);
        var bytes = await response.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
        Activity.Current?.SetTag(StoreTelemetry.StatusCode, ((int)response.StatusCode).ToString());
        return new StoreResponse(response.StatusCode, bytes, RetryAfter(response));
    }

    public VectorStoreException Error(StoreRequest request, StoreFailure failure, int attempts = 1, Exception? cause = null)
    {
        var tried = attempts > 1 ? $" Tried {attempts} times." : "";
        var message = $"{Describe(request, failure.Kind)}{Sentence(Redact(failure.Message))}{(attempts > 1 ? $" Tried {attempts} times." : "")}{Advice(failure.Kind)}";
        return new StoreRequestException(message, failure.Kind, cause)
        {
            Store = Protocol.Store,
            Collection = request.Collection,
            Operation = request.Operation,
            IsTransient = failure.IsTransient,
            Code = failure.Kind switch
            {
                StoreFailureKind.NotFound => "not_found",
                StoreFailureKind.Exists => "already_exists",
                StoreFailureKind.TooLarge => "too_large",
                StoreFailureKind.Unauthorized => "unauthorized",
                StoreFailureKind.Invalid => "invalid_request",
                StoreFailureKind.Connection => "connection",
                StoreFailureKind.NotThisProduct => "wrong_product",
                _ => "server_error",
            },
        };
    }

    public void Dispose()
    {
        if (_ownsHttp) _http.Dispose();
    }

    private static HttpClient CreateClient() => new(new SocketsHttpHandler
    {
        // Qdrant closes idle connections after 5 seconds; a connection taken from the pool must be younger.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(4),
        AllowAutoRedirect = false,
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private TimeSpan Wait(int attempt, TimeSpan? asked)
    {
        var own = TimeSpan.FromTicks((long)Math.Min(_retryDelay.Ticks * Math.Pow(2, attempt), _maxRetryDelay.Ticks));
        if (asked is not { } wanted || wanted <= own) return own;
        return wanted < _maxRetryDelay ? wanted : _maxRetryDelay;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => null,
    };

    private string Describe(Exception exception) => exception switch
    {
        OperationCanceledException => $"no answer within {_timeout.TotalSeconds:0.#} s.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "nothing listens there, or the connection was refused.",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => "the connection ended in the middle of the answer.",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "the host name is not known.",
        JsonException => "the answer is not whole JSON.",
        _ => $"the connection broke ({exception.Message}).",
    };

    private string Describe(StoreRequest request, StoreFailureKind kind)
    {
        var where = $"{Protocol.DisplayName} at {Endpoint.GetLeftPart(UriPartial.Authority)}";
        var what = $"'{request.Operation}'{(request.Collection is null ? "" : $" on collection '{request.Collection}'")}";
        return kind switch
        {
            StoreFailureKind.NotThisProduct => $"{Protocol.DisplayName} was looked for at {Endpoint.GetLeftPart(UriPartial.Authority)} ({what}): ",
            StoreFailureKind.Connection => $"{where} cannot be reached ({what}): ",
            StoreFailureKind.Other => $"{where} failed at {what}: ",
            _ => $"{where} refused {what}: ",
        };
    }

    private static string Sentence(string text) => text.TrimEnd() is var trimmed && trimmed.Length > 0 && (char.IsLetterOrDigit(trimmed[^1]) || trimmed[^1] is ')' or ']' or '`' or '\'' or '"') ? trimmed + "." : trimmed;

    private string Redact(string text) => string.IsNullOrEmpty(_apiKey) ? text : text.Replace(_apiKey, "***", StringComparison.Ordinal);

    private string Advice(StoreFailureKind kind) => kind switch
    {
        StoreFailureKind.Connection => " Check that the server runs and that the address is right.",
        StoreFailureKind.Unauthorized when string.IsNullOrEmpty(_apiKey) =>
            $" No key was given: set the variable {VectorStoreUri.KeyVariableOf(Protocol.Store)} for the command line and store URIs, or ApiKey of the store's options.",
        StoreFailureKind.Unauthorized => $" Check the key (ApiKey of the store's options, or the variable {VectorStoreUri.KeyVariableOf(Protocol.Store)}).",
        StoreFailureKind.TooLarge => " Send less at once (MaxBatchBytes), or raise the server's limit.",
        _ => "",
    };
}
