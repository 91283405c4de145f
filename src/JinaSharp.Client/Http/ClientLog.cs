using Microsoft.Extensions.Logging;

namespace JinaSharp.Client.Http;

/// <summary>Every log message of the client; event ids 2000 to 2999. None holds a key or a caller's text.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(2000, LogLevel.Warning, "{Operation}: try {Attempt} failed ({Code}); the next one in {Delay}.")]
    public static partial void Retrying(ILogger logger, string operation, int attempt, TimeSpan delay, string? code);

    [LoggerMessage(2001, LogLevel.Warning, "{Operation}: a request of {Items} items failed ({Code}); it is halved to find the item at fault.")]
    public static partial void Halving(ILogger logger, string operation, int items, string? code);
}
