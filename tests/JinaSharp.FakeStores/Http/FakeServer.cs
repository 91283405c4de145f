using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace JinaSharp.FakeStores.Http;

/// <summary>A stand-in server on a free port of this machine, with faults to order.</summary>
public abstract class FakeServer : IAsyncDisposable
{
    private WebApplication? _app;
    private int _port;
    private int _requests;

    /// <summary>The address.</summary>
    public Uri Endpoint => new($"http://127.0.0.1:{_port}");

    /// <summary>How many requests came.</summary>
    public int RequestCount => _requests;

    /// <summary>Called before every request: true when it has answered (or broken) the request itself.</summary>
    public Func<HttpContext, int, Task<bool>>? Fault { get; set; }

    /// <summary>The path and body of every request, when set.</summary>
    public Action<string, string>? OnRequest { get; set; }

    /// <summary>Starts listening; after a stop on the same port, with all data kept.</summary>
    /// <param name="port">The port of the first start; 0 for a free one.</param>
    public async Task StartAsync(int port = 0)
    {
        if (_port == 0) _port = port;
        // Without configuration files, whose watchers the system has few of.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, _port, listen => listen.Protocols = HttpProtocols.Http1);
            options.Limits.MaxRequestBodySize = null;
        });
        _app = builder.Build();
        _app.Run(async context =>
        {
            var number = Interlocked.Increment(ref _requests);
            if (Fault is { } fault && await fault(context, number)) return;
            await AnswerAsync(context);
        });
        await _app.StartAsync();
        _port = new Uri(_app.Urls.First()).Port;
    }

    /// <summary>Stops listening, as a server that is gone.</summary>
    public async Task StopAsync()
    {
        if (_app is null) return;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Answers one request.</summary>
    protected abstract Task AnswerAsync(HttpContext context);

    /// <summary>Reads a request's body whole.</summary>
    protected static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        return buffer.ToArray();
    }

    /// <summary>Writes an answer.</summary>
    protected static async Task WriteAsync(HttpContext context, int status, string? contentType, byte[] body)
    {
        context.Response.StatusCode = status;
        if (contentType is not null) context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }
}
