namespace JinaSharp.Testing;

/// <summary>A clock that stands still until it is moved; timers fire as it passes them.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The timers that wait to fire.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_gate) return _timers.Count;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state, period);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on; timers that come due fire in order, on this thread.</summary>
    /// <param name="by">How far.</param>
    public void Advance(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (true)
        {
            ManualTimer? next;
            lock (_gate)
            {
                next = _timers.Where(timer => timer.DueAt <= until).MinBy(timer => timer.DueAt);
                if (next is null)
                {
                    _now = until;
                    return;
                }
                if (next.DueAt > _now) _now = next.DueAt;
                _timers.Remove(next);
            }
            next.Fire();
        }
    }

    /// <summary>Moves the clock on in steps until a task ends, giving other work real time between the steps.</summary>
    /// <param name="task">The task.</param>
    /// <param name="step">The length of a step.</param>
    /// <param name="atMost">How far at most.</param>
    /// <returns>How far the clock was moved.</returns>
    public async Task<TimeSpan> AdvanceUntilAsync(Task task, TimeSpan? step = null, TimeSpan? atMost = null)
    {
        var moved = TimeSpan.Zero;
        while (!task.IsCompleted)
        {
            await Task.WhenAny(task, Task.Delay(2)).ConfigureAwait(false);
            if (task.IsCompleted) break;
            if (moved > (atMost ?? TimeSpan.FromHours(1))) throw new TimeoutException($"The task did not end within {moved} of the manual clock.");
            Advance(step ?? TimeSpan.FromMilliseconds(250));
            moved += step ?? TimeSpan.FromMilliseconds(250);
        }
        return moved;
    }

    internal void Schedule(ManualTimer timer, TimeSpan dueTime)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan) return;
            timer.DueAt = _now + dueTime;
            _timers.Add(timer);
        }
    }

    internal void Remove(ManualTimer timer)
    {
        lock (_gate) _timers.Remove(timer);
    }
}
