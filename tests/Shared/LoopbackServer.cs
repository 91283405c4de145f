using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JinaSharp.TestSupport;

/// <summary>An HTTP server on a free port of this machine that gives every request, with its body, to one callback.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LoopbackServer(WebApplication application) => _application = application;

    /// <summary>The server's address, without a slash at the end.</summary>
    public string Address => _application.Urls.First();

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Writes the answer; gets the request's body as text.</param>
    public static LoopbackServer Start(Func<HttpContext, string, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // The system chooses the port: asking for one that seemed free is a race.
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await answer(context, await reader.ReadToEndAsync());
        });
        application.Start();
        return new LoopbackServer(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
