namespace JinaSharp.Diagnostics;

/// <summary>Every name of a span, metric, attribute and unit that JinaSharp emits.</summary>
/// <remarks>Names that start with <c>gen_ai</c>, <c>server</c> and <c>error</c> are those of the OpenTelemetry semantic conventions for generative AI.</remarks>
internal static class GenAiConventions
{
    public const string OperationName = "gen_ai.operation.name";
    public const string OperationEmbeddings = "embeddings";
    public const string OperationRerank = "rerank";
    public const string ProviderName = "gen_ai.provider.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string RequestEncodingFormats = "gen_ai.request.encoding_formats";
    public const string ResponseModel = "gen_ai.response.model";
    public const string EmbeddingsDimensionCount = "gen_ai.embeddings.dimension.count";
    public const string UsageInputTokens = "gen_ai.usage.input_tokens";
    public const string TokenType = "gen_ai.token.type";
    public const string TokenTypeInput = "input";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string ErrorType = "error.type";

    public const string OperationDuration = "gen_ai.client.operation.duration";
    public const string TokenUsage = "gen_ai.client.token.usage";

    public const string RequestTask = "jinasharp.request.task";
    public const string RequestInputCount = "jinasharp.request.input_count";
    public const string RequestAttempts = "jinasharp.request.attempts";
    public const string RequestTag = "jinasharp.request.tag";
    public const string QueueSeconds = "jinasharp.request.queue_seconds";
    public const string RetryEvent = "jinasharp.retry";
    public const string RetryDelaySeconds = "jinasharp.retry.delay_seconds";
    public const string Retries = "jinasharp.client.retries";
    public const string QueueDuration = "jinasharp.client.queue.duration";
    public const string UnitRetries = "{retry}";
    public const string CacheLookups = "jinasharp.embedding_cache.lookups";
    public const string CacheResult = "jinasharp.embedding_cache.result";
    public const string CacheResultHit = "hit";
    public const string CacheResultMiss = "miss";

    public const string UnitSeconds = "s";
    public const string UnitTokens = "{token}";
    public const string UnitItems = "{item}";
}
