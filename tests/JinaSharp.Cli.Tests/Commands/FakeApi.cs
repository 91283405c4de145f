using JinaSharp.TestSupport;
using Microsoft.AspNetCore.Http;

namespace JinaSharp.Cli.Tests.Commands;

/// <summary>An HTTP server on this machine that answers every request with one callback, and remembers what it was asked.</summary>
internal sealed class FakeApi : IAsyncDisposable
{
    private readonly LoopbackServer _server;

    public FakeApi(Func<string, (int Status, string Body)> answer) =>
        _server = LoopbackServer.Start(async (context, body) =>
        {
            lock (Requests) Requests.Add((context.Request.Path, context.Request.Headers.Authorization, body));
            var (status, text) = answer(body);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(text);
        });

    public string Address => _server.Address;

    public List<(string Path, string? Authorization, string Body)> Requests { get; } = [];

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
