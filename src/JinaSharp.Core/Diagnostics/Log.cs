using Microsoft.Extensions.Logging;

namespace JinaSharp.Diagnostics;

/// <summary>Every log message of the core; event ids 1000 to 1099. Only Trace messages may hold input, and only where the caller asked for it.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Debug, "Embedding {ItemCount} inputs with {Model} (task {Task}).")]
    public static partial void EmbeddingStarted(ILogger logger, int itemCount, string? model, string? task);

    [LoggerMessage(1001, LogLevel.Debug, "Embedded {ItemCount} inputs with {Model} in {ElapsedMilliseconds:F0} ms, {TokenCount} tokens.")]
    public static partial void EmbeddingFinished(ILogger logger, int itemCount, string? model, double elapsedMilliseconds, long? tokenCount);

    [LoggerMessage(1002, LogLevel.Debug, "Embedding {ItemCount} inputs with {Model} was cancelled after {ElapsedMilliseconds:F0} ms.")]
    public static partial void EmbeddingCanceled(ILogger logger, int itemCount, string? model, double elapsedMilliseconds);

    [LoggerMessage(1003, LogLevel.Error, "Embedding {ItemCount} inputs with {Model} failed after {ElapsedMilliseconds:F0} ms.")]
    public static partial void EmbeddingFailed(ILogger logger, Exception exception, int itemCount, string? model, double elapsedMilliseconds);

    [LoggerMessage(1004, LogLevel.Trace, "Input {Index}: {Input}")]
    public static partial void EmbeddingInput(ILogger logger, int index, string? input);

    [LoggerMessage(1010, LogLevel.Debug, "Embedding cache: {HitCount} of {ItemCount} inputs found.")]
    public static partial void CacheLookedUp(ILogger logger, int hitCount, int itemCount);

    [LoggerMessage(1011, LogLevel.Warning, "The embedding cache could not be read; every input counts as not found.")]
    public static partial void CacheReadFailed(ILogger logger, Exception exception);

    [LoggerMessage(1012, LogLevel.Warning, "The embedding cache could not be written; the embeddings are returned but not kept.")]
    public static partial void CacheWriteFailed(ILogger logger, Exception exception);
}
