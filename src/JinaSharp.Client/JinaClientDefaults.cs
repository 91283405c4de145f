namespace JinaSharp.Client;

/// <summary>The defaults of <see cref="JinaClientOptions"/>.</summary>
public static class JinaClientDefaults
{
    /// <summary>The address of embeddings, reranking, classification, batch jobs and the model list.</summary>
    public const string BaseUrl = "https://api.jina.ai";

    /// <summary>The embedding model: <c>jina-embeddings-v5-text-small</c>.</summary>
    public const string EmbeddingModel = "jina-embeddings-v5-text-small";

    /// <summary>The model for images, PDFs and mixed inputs: <c>jina-embeddings-v4</c>.</summary>
    public const string MultimodalModel = "jina-embeddings-v4";

    /// <summary>The reranker: <c>jina-reranker-v3</c>.</summary>
    public const string RerankModel = "jina-reranker-v3";

    /// <summary>The most items in one embeddings request where the model's own limit is not known: 512.</summary>
    public const int MaxItemsPerRequest = 512;

    /// <summary>The most bytes in one request body: 8 MiB.</summary>
    public const int MaxRequestBytes = 8 * 1024 * 1024;

    /// <summary>The most requests of one client that are in flight together: 4.</summary>
    public const int MaxConcurrency = 4;

    /// <summary>How often a failed request is repeated: 3 times.</summary>
    public const int MaxRetries = 3;

    /// <summary>The most tokens, as estimated, in one embeddings request: 65,536.</summary>
    public const int MaxTokensPerRequest = 65_536;

    /// <summary>The environment variables that may hold the key, in order of preference.</summary>
    public static IReadOnlyList<string> ApiKeyEnvironmentVariables { get; } =
        ["JINA_API_KEY", "JINAAI_API_KEY", "JINA_AI_API_KEY", "JINA_AUTH_TOKEN"];
}
