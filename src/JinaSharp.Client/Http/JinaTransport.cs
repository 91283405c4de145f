using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace JinaSharp.Client.Http;

/// <summary>Sends calls: key, rate limit, timeouts, repetitions, errors. Everything the client does goes through here.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class JinaTransport : IDisposable
{
    private static readonly ResiliencePropertyKey<CallState> s_state = new("jina.call");
    private static readonly ProductInfoHeaderValue s_userAgent = new("JinaSharp", typeof(JinaTransport).Assembly.GetName().Version?.ToString(3));

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly bool _ownsLimiter;
    private readonly JinaUsageTracker _usage;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<double> _jitter;
    private readonly ApiErrors _errors;
    private readonly ResiliencePipeline _pipeline;

    /// <param name="settings">The client's settings.</param>
    /// <param name="limiter">The rate limiter; null for one of its own.</param>
    /// <param name="usage">Counts tokens, and holds the budget.</param>
    /// <param name="http">The caller's client, used and never disposed; null for one of its own.</param>
    /// <param name="logger">Receives retries and failures, never texts or keys.</param>
    /// <param name="time">The clock.</param>
    /// <param name="jitter">Numbers from 0 to 1.</param>
    public JinaTransport(ClientSettings settings, JinaRateLimiter? limiter, JinaUsageTracker usage, HttpClient? http, ILogger logger, TimeProvider time, Func<double> jitter)
    {
        Settings = settings;
        Limiter = limiter ?? new JinaRateLimiter(null, time);
        _ownsLimiter = limiter is null;
        _usage = usage;
        _http = http ?? CreateHttpClient();
        _ownsHttp = http is null;
        _logger = logger;
        _time = time;
        _jitter = jitter;
        _errors = new ApiErrors(settings.Key, time);
        _pipeline = BuildPipeline();
    }

    public ClientSettings Settings { get; }

    public JinaRateLimiter Limiter { get; }

    public TimeProvider Time => _time;

    public ILogger Logger => _logger;

    /// <summary>Sends a call and decodes the answer; a body that cannot be decoded counts as a failed try.</summary>
    public Task<T> SendAsync<T>(ApiCall call, Func<ReplyBody, Reply<T>> decode, CancellationToken cancellationToken) =>
        ExecuteAsync(
            call,
            async (state, response, lease, token) =>
            {
                var body = await ReplyBody.ReadAsync(response.Content, Settings.MaxResponseBytes, token).ConfigureAwait(false);
                // Only a finished body goes back to the pool: a broken read may still be writing into it.
                using (body)
                {
                    var reply = Decode(state, response, body, decode);
                    state.Tokens = reply.Tokens ?? UsageOf(response.Headers);
                    if (state.Tokens is { } tokens) lease.Correct(tokens);
                    return reply.Value;
                }
            },
            cancellationToken);

    /// <summary>Sends a call and hands its answer over as a stream, once its status is known to be good. It is charged when the stream is disposed.</summary>
    public Task<StreamedReply> OpenAsync(ApiCall call, CancellationToken cancellationToken) =>
        ExecuteAsync(
            call,
            async (_, response, _, token) => new StreamedReply(
                response,
                await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false),
                UsageOf(response.Headers),
                tokens => Settle(call, tokens)) { TokensIfSilent = call.BudgetTokens },
            cancellationToken,
            keepResponse: true);

    /// <summary>The error that an event of a streamed answer carries.</summary>
    public JinaApiException ErrorOf(ApiCall call, string json) => _errors.FromEvent(call, Settings.AddressOf(call), json);

    public void Dispose()
    {
        if (_ownsHttp) _http.Dispose();
        if (_ownsLimiter) Limiter.Dispose();
    }

    private async Task<T> ExecuteAsync<T>(
        ApiCall call, Func<CallState, HttpResponseMessage, RateLease, CancellationToken, Task<T>> read, CancellationToken cancellationToken, bool keepResponse = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var address = Settings.AddressOf(call);
        if (call.NeedsKey && !Settings.Key.IsPresent && address.Host.EndsWith("jina.ai", StringComparison.OrdinalIgnoreCase)) throw _errors.NoKey(call, address);
        var state = new CallState(call, address, _time);
        _usage.Reserve(call.Operation, call.Model, call.BudgetTokens);
        using var trace = CallTrace.Start(state, Settings);
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(s_state, state);
        try
        {
            var result = await _pipeline.ExecuteAsync(
                static async (context, arguments) =>
                    await arguments.Self.AttemptAsync(arguments.State, arguments.Read, arguments.Keep, context.CancellationToken).ConfigureAwait(false),
                context, (Self: this, State: state, Read: read, Keep: keepResponse)).ConfigureAwait(false);
            state.Succeeded = true;
            return result;
        }
        catch (Exception exception)
        {
            trace.Fail(exception);
            throw;
        }
        finally
        {
            // What a stream cost is known at its end.
            if (!state.Succeeded) Settle(call, null);
            else if (!keepResponse) Settle(call, state.Tokens ?? call.BudgetTokens);
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<T> AttemptAsync<T>(
        CallState state, Func<CallState, HttpResponseMessage, RateLease, CancellationToken, Task<T>> read, bool keepResponse, CancellationToken cancellationToken)
    {
        var call = state.Call;
        state.Attempt++;
        var queuedAt = _time.GetTimestamp();
        using var lease = await Limiter.AcquireAsync(call.EstimatedTokens, call.IsBackground, cancellationToken).ConfigureAwait(false);
        state.Queued += _time.GetElapsedTime(queuedAt);

        var limit = Settings.AttemptTimeoutOf(call);
        if (Settings.TotalTimeout - state.Spent is var left && left < limit) limit = left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
        using var timeout = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        HttpResponseMessage? response = null;
        var kept = false;
        try
        {
            using var request = BuildRequest(call, state.Address);
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            ObserveLimits(response.Headers);
            if (!response.IsSuccessStatusCode) throw await FailureAsync(state, response, either.Token).ConfigureAwait(false);
            var result = await read(state, response, lease, either.Token).ConfigureAwait(false);
            lease.Succeeded = true;
            kept = keepResponse;
            return result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Ours, or the own timeout of a caller's HttpClient, which looks the same.
            throw ApiErrors.TimedOut(call, state.Address, timeout.IsCancellationRequested ? limit : _http.Timeout);
        }
        catch (HttpRequestException exception)
        {
            throw response is null ? _errors.NotSent(call, state.Address, exception) : _errors.CutOff(call, state.Address, exception);
        }
        catch (IOException exception)
        {
            throw _errors.CutOff(call, state.Address, exception);
        }
        finally
        {
            if (!kept) response?.Dispose();
        }
    }

    private async Task<JinaApiException> FailureAsync(CallState state, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = response.StatusCode;
        if ((int)status is >= 300 and < 400) return ApiErrors.Redirected(state.Call, state.Address, status, response.Headers.Location);
        using var body = await ReplyBody.ReadAsync(response.Content, Settings.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        var error = _errors.FromReply(state.Call, state.Address, status, response.Headers, body);
        if (status == HttpStatusCode.TooManyRequests)
            Limiter.OnThrottled(error.RetryAfter, error.Code == "RATE_CONCURRENCY_LIMIT_EXCEEDED");
        return error;
    }

    private Reply<T> Decode<T>(CallState state, HttpResponseMessage response, ReplyBody body, Func<ReplyBody, Reply<T>> decode)
    {
        try
        {
            return decode(body);
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw _errors.Malformed(state.Call, state.Address, response.StatusCode, response.Headers, body, exception);
        }
    }

    private HttpRequestMessage BuildRequest(ApiCall call, Uri address)
    {
        var request = new HttpRequestMessage(call.Method, address) { VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        if (Settings.Key.Reveal() is { } key) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.TryAddWithoutValidation("Accept", call.Accept);
        request.Headers.UserAgent.Add(s_userAgent);
        foreach (var (name, value) in call.Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (call.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        return request;
    }

    private void ObserveLimits(HttpResponseHeaders headers)
    {
        var requests = ReadNumber(headers, "X-RateLimit-Remaining-Requests");
        var tokens = ReadNumber(headers, "X-RateLimit-Remaining-Tokens");
        if (requests is not null || tokens is not null) Limiter.Observe((int?)requests, tokens);
    }

    private void Settle(ApiCall call, long? charged) => _usage.Settle(call.Operation, call.Model, call.Tag, call.BudgetTokens, charged);

    /// <summary>The cost that a text answer carries as a header.</summary>
    private static long? UsageOf(HttpResponseHeaders headers) => ReadNumber(headers, "X-Usage-Tokens");

    private static long? ReadNumber(HttpResponseHeaders headers, string name)
    {
        if (headers.NonValidated.TryGetValues(name, out var values))
            foreach (var value in values)
                if (long.TryParse(value, out var number))
                    return Math.Clamp(number, 0, int.MaxValue);
        return null;
    }

    private ResiliencePipeline BuildPipeline()
    {
        if (Settings.MaxRetries == 0) return ResiliencePipeline.Empty;
        return new ResiliencePipelineBuilder { TimeProvider = _time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = Settings.MaxRetries,
                ShouldHandle = arguments => new ValueTask<bool>(
                    arguments.Outcome.Exception is JinaApiException { IsTransient: true } error
                    && arguments.Context.Properties.GetValue(s_state, null!) is { Call.IsIdempotent: true } state
                    // A wait beyond the total time is not begun: the error comes now instead of then.
                    && state.Spent + (error.RetryAfter ?? Backoff(arguments.AttemptNumber)) < Settings.TotalTimeout),
                DelayGenerator = arguments => new ValueTask<TimeSpan?>(DelayBefore(arguments)),
                OnRetry = arguments =>
                {
                    var state = arguments.Context.Properties.GetValue(s_state, null!);
                    CallTrace.Retrying(state, arguments.RetryDelay, (arguments.Outcome.Exception as JinaApiException)?.Code);
                    ClientLog.Retrying(_logger, state.Call.Operation, state.Attempt, arguments.RetryDelay, (arguments.Outcome.Exception as JinaApiException)?.Code);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>What the server asks for and up to a tenth more; else the doubling delay, half of it by chance.</summary>
    private TimeSpan DelayBefore(RetryDelayGeneratorArguments<object> arguments)
    {
        var chance = _jitter();
        if (arguments.Outcome.Exception is JinaApiException { RetryAfter: { } asked }) return asked + (asked * 0.1 * chance);
        return Backoff(arguments.AttemptNumber) * (0.5 + (0.5 * chance));
    }

    private TimeSpan Backoff(int attempt)
    {
        var delay = Settings.RetryDelay * Math.Pow(2, Math.Min(attempt, 30));
        return delay < Settings.MaxRetryDelay ? delay : Settings.MaxRetryDelay;
    }

    private static HttpClient CreateHttpClient()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(15),
            EnableMultipleHttp2Connections = true,
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
