namespace JinaSharp.Client.Http;

/// <summary>What one call has used up so far, over all its tries.</summary>
internal sealed class CallState(ApiCall call, Uri address, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    public ApiCall Call { get; } = call;

    public Uri Address { get; } = address;

    /// <summary>The number of the current try, from 1.</summary>
    public int Attempt { get; set; }

    /// <summary>What the answer was charged; null while there is none, or where it does not say.</summary>
    public long? Tokens { get; set; }

    public bool Succeeded { get; set; }

    /// <summary>The time spent waiting for the rate limit, which no timeout counts.</summary>
    public TimeSpan Queued { get; set; }

    /// <summary>The time in tries and in waits between them.</summary>
    public TimeSpan Spent => time.GetElapsedTime(_started) - Queued;
}
