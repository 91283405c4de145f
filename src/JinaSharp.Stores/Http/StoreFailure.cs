namespace JinaSharp.Stores.Http;

/// <summary>What a server says went wrong.</summary>
/// <param name="Kind">The kind of failure, on which callers decide.</param>
/// <param name="Message">The server's words.</param>
/// <param name="IsTransient">Whether the same request may succeed later.</param>
internal sealed record StoreFailure(StoreFailureKind Kind, string Message, bool IsTransient)
{
    /// <summary>The server's own code or the HTTP status, for telemetry.</summary>
    public string? ServerCode { get; init; }
}
