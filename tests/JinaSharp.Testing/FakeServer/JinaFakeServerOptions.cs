namespace JinaSharp.Testing;

/// <summary>How a <see cref="JinaFakeServer"/> behaves.</summary>
public sealed class JinaFakeServerOptions
{
    /// <summary>The port.</summary>
    /// <value>The default is 0: any free one.</value>
    public int Port { get; set; }

    /// <summary>The keys that are let in.</summary>
    /// <value>The default is null: any, but one must be given where the service needs one.</value>
    public IReadOnlyCollection<string>? Keys { get; set; }

    /// <summary>Keys without balance: 403 at the API, 402 at the Reader hosts.</summary>
    public IReadOnlyCollection<string> KeysWithoutBalance { get; set; } = [];

    /// <summary>Whether fields that a model's schema lacks are let pass instead of refused with 422.</summary>
    public bool IgnoreUnknownFields { get; set; }

    /// <summary>Requests in any minute, beyond which 429 is answered. Null is no limit.</summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Requests at once, beyond which 429 is answered. Null is no limit.</summary>
    public int? Concurrency { get; set; }

    /// <summary>Whether the <c>X-RateLimit-Remaining-*</c> headers are sent.</summary>
    public bool SendLimitHeaders { get; set; }

    /// <summary>Texts that are refused with a 400 that does not say which they were.</summary>
    public Func<string, bool>? Refuses { get; set; }

    /// <summary>The clock of <see cref="JinaFakeServer.Arrivals"/> and <see cref="RequestsPerMinute"/>.</summary>
    /// <value>The default is the system's.</value>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>The time an answer takes.</summary>
    public TimeSpan Latency { get; set; }
}
