namespace JinaSharp.Inference.Hub;

/// <summary>How patient a download is.</summary>
internal sealed record HubTiming
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The pause before the second try; it doubles with each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a server may send nothing.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest wait that a server may ask for.</summary>
    public TimeSpan LongestAsked { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The pause before another try: what the server asked for, else one that grows, spread so that many clients do not come at once.</summary>
    public TimeSpan PauseAfter(int failures, TimeSpan? asked)
    {
        if (asked is { } wait && wait > TimeSpan.Zero) return wait < LongestAsked ? wait : LongestAsked;
        var pause = Math.Min(FirstPause.TotalMilliseconds * Math.Pow(2, failures - 1), LongestPause.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(pause * (0.75 + 0.5 * (Clock.GetTimestamp() % 1024) / 1024.0));
    }
}
