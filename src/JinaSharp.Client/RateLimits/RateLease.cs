namespace JinaSharp.Client;

/// <summary>The right to send one request; disposed when the answer is in.</summary>
internal sealed class RateLease(JinaRateLimiter limiter, DateTimeOffset sentAt, long tokens) : IDisposable
{
    private int _released;

    public DateTimeOffset SentAt { get; } = sentAt;

    public long Tokens { get; set; } = tokens;

    public bool InWindow { get; set; } = true;

    /// <summary>Whether the answer was a success.</summary>
    public bool Succeeded { get; set; }

    public void Correct(long tokens) => limiter.Correct(this, tokens);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0) limiter.Release(this, Succeeded);
    }
}
