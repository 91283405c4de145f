namespace JinaSharp.Client;

/// <summary>The limits of a key, per minute and at once. Null is no limit known.</summary>
/// <remarks>The published figures differ from source to source and change; the tiers here are starting points, never facts about a key.</remarks>
public sealed record JinaRateLimits
{
    /// <summary>Requests in any minute.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens in any minute.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>Requests at once.</summary>
    public int? Concurrency { get; init; }

    /// <summary>A free key: 100 requests and 100,000 tokens a minute, 2 at once.</summary>
    public static JinaRateLimits Free { get; } = new() { RequestsPerMinute = 100, TokensPerMinute = 100_000, Concurrency = 2 };

    /// <summary>A paid key: 500 requests and 2 million tokens a minute, 50 at once.</summary>
    public static JinaRateLimits Paid { get; } = new() { RequestsPerMinute = 500, TokensPerMinute = 2_000_000, Concurrency = 50 };

    /// <summary>A premium key: 5,000 requests and 50 million tokens a minute, 500 at once.</summary>
    public static JinaRateLimits Premium { get; } = new() { RequestsPerMinute = 5_000, TokensPerMinute = 50_000_000, Concurrency = 500 };
}
