namespace JinaSharp.Client;

/// <summary>One request that waits for its turn.</summary>
internal sealed class RateWaiter(long tokens) : TaskCompletionSource<RateLease>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private CancellationTokenRegistration _registration;

    public long Tokens { get; } = tokens;

    public LinkedListNode<RateWaiter>? Node { get; set; }

    public void ReleaseOnCancel(JinaRateLimiter limiter, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled) return;
        _registration = cancellationToken.Register(() =>
        {
            if (TrySetCanceled(cancellationToken)) limiter.Forget(this);
        });
        // The registration holds the waiter: let go of it when the wait is over, however it ended.
        _ = Task.ContinueWith(
            static (_, state) => ((RateWaiter)state!)._registration.Dispose(),
            this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
