using System.Diagnostics;

namespace JinaSharp.Client.Tests.Soak;

/// <summary>A clock that runs faster than the world's, so that minutes pass within a test.</summary>
internal sealed class FastClock(int speed) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly long _started = Stopwatch.GetTimestamp();

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + (Stopwatch.GetElapsedTime(_started) * speed);

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new FastTimer(this, callback, state, dueTime, period);

    private TimeSpan Slow(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / speed;

    private sealed class FastTimer(FastClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) : ITimer
    {
        private readonly ITimer _timer = System.CreateTimer(callback, state, clock.Slow(dueTime), clock.Slow(period));

        public bool Change(TimeSpan dueTime, TimeSpan period) => _timer.Change(clock.Slow(dueTime), clock.Slow(period));

        public void Dispose() => _timer.Dispose();

        public ValueTask DisposeAsync() => _timer.DisposeAsync();
    }
}
