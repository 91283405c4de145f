namespace JinaSharp.Testing;

/// <summary>A timer of <see cref="ManualTimeProvider"/>.</summary>
internal sealed class ManualTimer(ManualTimeProvider provider, TimerCallback callback, object? state, TimeSpan period) : ITimer
{
    private TimeSpan _period = period;
    private bool _disposed;

    public DateTimeOffset DueAt { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (_disposed) return false;
        _period = period;
        provider.Schedule(this, dueTime);
        return true;
    }

    public void Fire()
    {
        if (_period > TimeSpan.Zero) provider.Schedule(this, _period);
        callback(state);
    }

    public void Dispose()
    {
        _disposed = true;
        provider.Remove(this);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
