using System.Net;

namespace Samples.Http;

/// <summary>Sends an HTTP request again when it failed for a passing reason, with exponential backoff and jitter.</summary>
public sealed class RetryHandler(HttpMessageHandler inner, Random random) : DelegatingHandler(inner)
{
    private const int MaxAttempts = 4;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (attempt == MaxAttempts || !IsTransient(response.StatusCode)) return response;

            // The server's own wish comes first; else 250 ms, 500 ms, 1 s, each shortened at random so that clients spread.
            var backoff = FirstDelay * Math.Pow(2, attempt - 1) * (0.5 + random.NextDouble() / 2);
            var delay = response.Headers.RetryAfter?.Delta ?? backoff;
            response.Dispose();
            await Task.Delay(delay, cancellationToken);
        }
    }

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError;
}
