using System.Globalization;
using System.Net.Http.Headers;

namespace JinaSharp.Client.Http;

/// <summary>Reads how long a server asks to wait: whole or fractional seconds, or an HTTP date.</summary>
internal static class RetryAfter
{
    public static TimeSpan? Read(HttpResponseHeaders headers, TimeProvider time)
    {
        if (!headers.NonValidated.TryGetValues("Retry-After", out var values)) return null;
        foreach (var value in values)
            if (Parse(value, time.GetUtcNow()) is { } wait)
                return wait;
        return null;
    }

    public static TimeSpan? Parse(string value, DateTimeOffset now)
    {
        if (double.TryParse(value.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(1).TotalSeconds));
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)) return null;
        return date > now ? date - now : TimeSpan.Zero;
    }
}
