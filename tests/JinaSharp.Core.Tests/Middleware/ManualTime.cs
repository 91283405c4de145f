namespace JinaSharp.Core.Tests.Middleware;

/// <summary>A clock that a test moves. Timers end at once and are noted.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _ticks = 638_000_000_000_000_000;

    /// <summary>How long each timer was to run.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time) => _ticks += time.Ticks;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => new(_ticks, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Add(dueTime);
        Advance(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
