namespace JinaSharp.Inference.Hub;

/// <summary>A server that may answer later, and perhaps says when.</summary>
internal sealed class HubBusyException(string message, TimeSpan? retryAfter) : JinaException(message)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
