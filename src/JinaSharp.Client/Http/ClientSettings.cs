namespace JinaSharp.Client.Http;

/// <summary>A checked, immutable copy of <see cref="JinaClientOptions"/>.</summary>
internal sealed record ClientSettings
{
    public required ApiKey Key { get; init; }

    public required Uri Api { get; init; }

    public required Uri Reader { get; init; }

    public required Uri Search { get; init; }

    public required Uri Grounding { get; init; }

    public required Uri Segmenter { get; init; }

    public required Uri DeepSearch { get; init; }

    public required string EmbeddingModel { get; init; }

    public required string RerankModel { get; init; }

    public int? Dimensions { get; init; }

    public bool UseBase64 { get; init; }

    public TimeSpan AttemptTimeout { get; init; }

    public TimeSpan ReaderAttemptTimeout { get; init; }

    public TimeSpan TotalTimeout { get; init; }

    public int MaxRetries { get; init; }

    public TimeSpan RetryDelay { get; init; }

    public TimeSpan MaxRetryDelay { get; init; }

    public int MaxConcurrency { get; init; }

    public int? MaxItemsPerRequest { get; init; }

    public int MaxTokensPerRequest { get; init; }

    public int MaxRequestBytes { get; init; }

    public int MaxResponseBytes { get; init; }

    public BlankInputPolicy BlankInputs { get; init; }

    public ITokenCounter? TokenCounter { get; init; }

    public static ClientSettings From(JinaClientOptions options)
    {
        options.Validate();
        var european = options.Region == JinaRegion.Europe ? "eu." : "";
        return new ClientSettings
        {
            Key = ApiKey.Resolve(options.ApiKey, options.ApiKeyEnvironmentVariables, Environment.GetEnvironmentVariable),
            Api = Root(options.BaseUrl),
            Reader = Root(options.ReaderUrl ?? new Uri($"https://{european}r.jina.ai")),
            Search = Root(options.SearchUrl ?? new Uri($"https://{european}s.jina.ai")),
            Grounding = Root(options.GroundingUrl ?? new Uri("https://g.jina.ai")),
            Segmenter = Root(options.SegmenterUrl ?? new Uri("https://segment.jina.ai")),
            DeepSearch = Root(options.DeepSearchUrl ?? new Uri("https://deepsearch.jina.ai")),
            EmbeddingModel = options.EmbeddingModel,
            RerankModel = options.RerankModel,
            Dimensions = options.Dimensions,
            UseBase64 = options.UseBase64,
            AttemptTimeout = options.AttemptTimeout,
            ReaderAttemptTimeout = options.ReaderAttemptTimeout,
            TotalTimeout = options.TotalTimeout,
            MaxRetries = options.MaxRetries,
            RetryDelay = options.RetryDelay,
            MaxRetryDelay = options.MaxRetryDelay,
            MaxConcurrency = options.MaxConcurrency,
            MaxItemsPerRequest = options.MaxItemsPerRequest,
            MaxTokensPerRequest = options.MaxTokensPerRequest,
            MaxRequestBytes = options.MaxRequestBytes,
            MaxResponseBytes = options.MaxResponseBytes,
            BlankInputs = options.BlankInputs,
            TokenCounter = options.TokenCounter,
        };
    }

    public Uri AddressOf(ApiCall call) => new(RootOf(call.Service), call.Path);

    public Uri RootOf(JinaService service) => service switch
    {
        JinaService.Reader => Reader,
        JinaService.Search => Search,
        JinaService.Grounding => Grounding,
        JinaService.Segmenter => Segmenter,
        JinaService.DeepSearch => DeepSearch,
        _ => Api,
    };

    public TimeSpan AttemptTimeoutOf(ApiCall call) => call.Service is JinaService.Api or JinaService.Segmenter ? AttemptTimeout : ReaderAttemptTimeout;

    /// <summary>An address that ends in a slash, without the version and endpoint that users paste along.</summary>
    private static Uri Root(Uri url)
    {
        var text = url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        foreach (var tail in new[] { "/embeddings", "/rerank", "/classify", "/v1" })
            if (text.EndsWith(tail, StringComparison.OrdinalIgnoreCase))
                text = text[..^tail.Length];
        return new Uri(text + "/");
    }
}
