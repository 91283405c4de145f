using System.Net.Sockets;
using System.Security.Authentication;

namespace JinaSharp.Inference.Hub;

/// <summary>Tries again what the network or a busy server made fail.</summary>
internal sealed class HubRetry(HubTiming timing, int maxAttempts)
{
    // A download that gets on by this much starts counting its failures anew.
    private const long WorthwhileProgress = 1 << 20;

    public HubTiming Timing { get; } = timing;

    /// <summary>Runs an attempt until it succeeds or has failed too often.</summary>
    /// <param name="what">What is attempted, for the message.</param>
    /// <param name="host">Where.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="position">How far the work is, in bytes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> RunAsync<T>(string what, string host, Func<Task<T>> attempt, Func<long>? position, CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            TimeSpan? asked = null;
            var before = position?.Invoke() ?? 0;
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (Exception exception) when (IsOfNetwork(exception) && !cancellationToken.IsCancellationRequested)
            {
                failures = (position?.Invoke() ?? 0) - before >= WorthwhileProgress ? 1 : failures + 1;
                if (!IsTransient(exception) || failures >= maxAttempts)
                    throw exception as JinaException ?? exception.InnerException as JinaException ?? HubErrors.Broken(what, host, exception);
                asked = (exception as HubBusyException)?.RetryAfter;
            }
            await Task.Delay(Timing.PauseAfter(failures, asked), Timing.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    // Errors of the disk are no errors of the network: they pass. A cancellation that the caller did not ask for is a timeout.
    private static bool IsOfNetwork(Exception exception) =>
        exception is JinaException or HttpRequestException or HttpIOException or SocketException or TimeoutException or EndOfStreamException or OperationCanceledException;

    private static bool IsTransient(Exception exception) => exception switch
    {
        JinaException jina => jina.IsTransient,
        HttpRequestException { InnerException: JinaException inner } => inner.IsTransient,
        HttpRequestException { InnerException: AuthenticationException } => false,
        _ => true,
    };
}
