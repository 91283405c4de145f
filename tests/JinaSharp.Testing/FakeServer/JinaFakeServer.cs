using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JinaSharp.Testing;

/// <summary>A strict stand-in for the Jina API, on loopback: it checks what the service checks, answers deterministically, and goes wrong on demand.</summary>
/// <remarks>
/// Everything is on one port: the API at <c>/v1</c>, the Reader at <c>/r/</c>, search at <c>/s/</c>, grounding at <c>/g/</c>, the segmenter at
/// <c>/segment/</c>, DeepSearch at <c>/deepsearch/</c>. A request header <c>X-Fake-Error: a</c> (to <c>g</c>, or <c>html</c>) asks for an error of that shape.
/// </remarks>
public sealed class JinaFakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly JinaFakeServerOptions _options;
    private readonly FakeDispatcher _dispatcher = new();
    private readonly FakeArrivals _arrivals;
    private int _running;
    private int _mostRunning;
    private int _count;

    private JinaFakeServer(JinaFakeServerOptions options)
    {
        _options = options;
        _arrivals = new FakeArrivals(options.Clock);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.Limits.MaxRequestBodySize = 256 * 1024 * 1024;
            kestrel.AddServerHeader = false;
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>The server's address; also the base URL of the API.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The Reader's address.</summary>
    public Uri ReaderAddress => new(Address, "r/");

    /// <summary>The search's address.</summary>
    public Uri SearchAddress => new(Address, "s/");

    /// <summary>The grounding's address.</summary>
    public Uri GroundingAddress => new(Address, "g/");

    /// <summary>The segmenter's address.</summary>
    public Uri SegmenterAddress => new(Address, "segment/");

    /// <summary>DeepSearch's address.</summary>
    public Uri DeepSearchAddress => new(Address, "deepsearch/");

    /// <summary>What goes wrong.</summary>
    public FakeFaults Faults { get; } = new();

    /// <summary>The number of requests so far.</summary>
    public int RequestCount => Volatile.Read(ref _count);

    /// <summary>The greatest number of requests at once so far.</summary>
    public int MostConcurrent => Volatile.Read(ref _mostRunning);

    /// <summary>The requests so far, in the order of their coming.</summary>
    public IReadOnlyList<FakeArrival> Arrivals => _arrivals.ToList();

    /// <summary>Starts a server.</summary>
    /// <param name="options">How it behaves; null for the defaults.</param>
    /// <returns>The running server.</returns>
    public static async Task<JinaFakeServer> StartAsync(JinaFakeServerOptions? options = null)
    {
        var server = new JinaFakeServer(options ?? new JinaFakeServerOptions());
        await server._app.StartAsync().ConfigureAwait(false);
        var address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Address = new Uri(address.TrimEnd('/') + "/");
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _count);
        var number = _arrivals.Add(context.Request.Path.Value ?? "/");
        var running = Interlocked.Increment(ref _running);
        InterlockedMax(ref _mostRunning, running);
        try
        {
            await AnswerAsync(context, number, running).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or BadHttpRequestException)
        {
            context.Abort(); // the caller went away
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task AnswerAsync(HttpContext context, int number, int running)
    {
        var aborted = context.RequestAborted;
        if (_options.Latency > TimeSpan.Zero) await Task.Delay(_options.Latency, aborted).ConfigureAwait(false);
        var fault = Faults.Next();
        FakeReply reply;
        try
        {
            using var body = await ReadBodyAsync(context, aborted).ConfigureAwait(false);
            if (body is not null) _arrivals.Count(number, body.RootElement);
            if (fault is { Kind: FakeFaultKind.Latency } late) await Task.Delay(late.Wait, aborted).ConfigureAwait(false);
            CheckLimits(running);
            FakeGate.Check(context, _options);
            if (fault is { } early && FakeFaultReplies.Replaces(early) is { } instead)
            {
                reply = instead;
            }
            else
            {
                reply = _dispatcher.Answer(new FakeRequest(context, body?.RootElement ?? default, _options, fault));
            }
        }
        catch (FakeError error)
        {
            reply = error.Reply;
        }
        catch (JsonException)
        {
            reply = FakeError.Invalid("body", "JSON decode error", "json_invalid").Reply;
        }
        await SendAsync(context, reply, fault, aborted).ConfigureAwait(false);
    }

    private static async Task<JsonDocument?> ReadBodyAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength is null or 0 && !HttpMethods.IsPost(context.Request.Method)) return null;
        return await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private void CheckLimits(int running)
    {
        if (running > _options.Concurrency) throw FakeError.Plain(429, "RATE_CONCURRENCY_LIMIT_EXCEEDED", "Too many concurrent requests");
        if (_options.RequestsPerMinute is { } most && _arrivals.Recent() > most) throw FakeError.Plain(429, "RATE_REQUEST_LIMIT_EXCEEDED", "Too many requests per minute");
    }

    private async Task SendAsync(HttpContext context, FakeReply reply, FakeFault? fault, CancellationToken cancellationToken)
    {
        if (fault is { Kind: FakeFaultKind.CutConnection })
        {
            context.Abort();
            return;
        }
        var body = reply.Body;
        if (fault is { Kind: FakeFaultKind.TruncatedJson }) body = body[..(body.Length / 2)];
        var response = context.Response;
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        response.ContentLength = body.Length;
        foreach (var (name, value) in reply.Headers) response.Headers.Append(name, value);
        if (_options.SendLimitHeaders && _options.RequestsPerMinute is { } most)
            response.Headers.Append("X-RateLimit-Remaining-Requests", Math.Max(0, most - _arrivals.Recent()).ToString(CultureInfo.InvariantCulture));
        if (fault is { Kind: FakeFaultKind.CutBody })
        {
            await response.Body.WriteAsync(body[..(body.Length / 2)], cancellationToken).ConfigureAwait(false);
            await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
            context.Abort();
            return;
        }
        await response.Body.WriteAsync(body, cancellationToken).ConfigureAwait(false);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
