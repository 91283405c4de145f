namespace JinaSharp.Middleware;

/// <summary>A bucket that holds a minute's worth and fills evenly. What is taken beyond its content is owed: the taker waits until it has flowed in.</summary>
/// <remarks>Takers are served in the order in which they take. Not safe for concurrent use.</remarks>
internal sealed class RateBucket(int perMinute, TimeProvider time)
{
    private double _content = perMinute;
    private long _filledAt = time.GetTimestamp();

    /// <summary>Takes an amount.</summary>
    /// <returns>How long to wait before using it.</returns>
    public TimeSpan Take(double amount)
    {
        var now = time.GetTimestamp();
        _content = Math.Min(perMinute, _content + (time.GetElapsedTime(_filledAt, now).TotalMinutes * perMinute));
        _filledAt = now;
        _content -= amount;
        return _content >= 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(-_content / perMinute);
    }

    /// <summary>Gives back what was not used, or takes more without waiting where the amount is below zero.</summary>
    public void GiveBack(double amount) => _content = Math.Min(perMinute, _content + amount);
}
