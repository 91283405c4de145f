using System.Net;
using System.Text;

namespace JinaSharp.Cli.Tests.Commands;

/// <summary>An HTTP server on this machine that answers every request with one callback, and remembers what it was asked.</summary>
internal sealed class FakeApi : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public FakeApi(Func<string, (int Status, string Body)> answer)
    {
        // Another process may take the free port in between; then the next one is tried.
        for (var port = 21_000 + (Environment.ProcessId % 10_000); ; port++)
        {
            try
            {
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                _listener.Start();
                Address = $"http://127.0.0.1:{port}";
                break;
            }
            catch (HttpListenerException)
            {
            }
        }
        _serving = ServeAsync(answer);
    }

    public string Address { get; }

    public List<(string Path, string? Authorization, string Body)> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync(Func<string, (int Status, string Body)> answer)
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var reader = new StreamReader(context.Request.InputStream);
            var body = await reader.ReadToEndAsync();
            lock (Requests) Requests.Add((context.Request.Url!.AbsolutePath, context.Request.Headers["Authorization"], body));
            var (status, text) = answer(body);
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
            context.Response.Close();
        }
    }
}
