using System.Diagnostics;
using System.Text.Json.Serialization;

namespace JinaSharp.Client;

/// <summary>Options of a <see cref="JinaClient"/>. The client copies them when it is created and never reads them again.</summary>
[DebuggerDisplay("{BaseUrl}")]
public sealed class JinaClientOptions
{
    /// <summary>The API key. It is never logged, printed or put in an exception.</summary>
    /// <value>The default is null: the first of <see cref="ApiKeyEnvironmentVariables"/> that is set.</value>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? ApiKey { get; set; }

    /// <summary>The environment variables that may hold the key, in order of preference.</summary>
    /// <value>The default is <see cref="JinaClientDefaults.ApiKeyEnvironmentVariables"/>.</value>
    public IList<string> ApiKeyEnvironmentVariables { get; set; } = [.. JinaClientDefaults.ApiKeyEnvironmentVariables];

    /// <summary>The address of embeddings, reranking, classification, batch jobs and the model list; a self-hosted server for example.</summary>
    /// <value>The default is <c>https://api.jina.ai</c>. A trailing <c>/v1</c> or <c>/v1/embeddings</c> is understood.</value>
    public Uri BaseUrl { get; set; } = new(JinaClientDefaults.BaseUrl);

    /// <summary>Where the Reader and search hosts are.</summary>
    /// <value>The default is <see cref="JinaRegion.Global"/>.</value>
    public JinaRegion Region { get; set; }

    /// <summary>The address of the Reader.</summary>
    /// <value>The default is null: <c>https://r.jina.ai</c>, or its European twin.</value>
    public Uri? ReaderUrl { get; set; }

    /// <summary>The address of web search.</summary>
    /// <value>The default is null: <c>https://s.jina.ai</c>, or its European twin.</value>
    public Uri? SearchUrl { get; set; }

    /// <summary>The address of grounding.</summary>
    /// <value>The default is null: <c>https://g.jina.ai</c>.</value>
    public Uri? GroundingUrl { get; set; }

    /// <summary>The address of the segmenter.</summary>
    /// <value>The default is null: <c>https://segment.jina.ai</c>.</value>
    public Uri? SegmenterUrl { get; set; }

    /// <summary>The address of DeepSearch.</summary>
    /// <value>The default is null: <c>https://deepsearch.jina.ai</c>.</value>
    public Uri? DeepSearchUrl { get; set; }

    /// <summary>The embedding model of calls that name none.</summary>
    /// <value>The default is <see cref="JinaClientDefaults.EmbeddingModel"/>.</value>
    public string EmbeddingModel { get; set; } = JinaClientDefaults.EmbeddingModel;

    /// <summary>The reranking model of calls that name none.</summary>
    /// <value>The default is <see cref="JinaClientDefaults.RerankModel"/>.</value>
    public string RerankModel { get; set; } = JinaClientDefaults.RerankModel;

    /// <summary>The number of dimensions of calls that name none.</summary>
    /// <value>The default is null: the model's own.</value>
    public int? Dimensions { get; set; }

    /// <summary>Whether float vectors travel as base64, which is less than half the size and far faster to decode than decimal text.</summary>
    /// <value>The default is <see langword="true"/>. Either form is understood in the answer.</value>
    public bool UseBase64 { get; set; } = true;

    /// <summary>The time one try of a request may take, counted from when it is sent.</summary>
    /// <value>The default is 100 seconds.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>The time one try of a Reader, search, grounding or DeepSearch request may take.</summary>
    /// <value>The default is 200 seconds.</value>
    public TimeSpan ReaderAttemptTimeout { get; set; } = TimeSpan.FromSeconds(200);

    /// <summary>The time all tries of a request may take, waits between them included, waits for the rate limit excluded.</summary>
    /// <value>The default is 10 minutes.</value>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a request that failed for a passing reason is repeated.</summary>
    /// <value>The default is 3. Zero is never.</value>
    public int MaxRetries { get; set; } = JinaClientDefaults.MaxRetries;

    /// <summary>The wait before the first repetition; it doubles with each and is jittered. A <c>Retry-After</c> of the server comes first.</summary>
    /// <value>The default is 1 second.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries, except where the server asks for more.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many requests of one embedding call are in flight together.</summary>
    /// <value>The default is 4.</value>
    public int MaxConcurrency { get; set; } = JinaClientDefaults.MaxConcurrency;

    /// <summary>The most items in one embeddings request.</summary>
    /// <value>The default is null: the model's own limit, or 512 where it is not known.</value>
    public int? MaxItemsPerRequest { get; set; }

    /// <summary>The most tokens, as estimated, in one embeddings request. A longer single item is sent alone.</summary>
    /// <value>The default is 65,536.</value>
    public int MaxTokensPerRequest { get; set; } = JinaClientDefaults.MaxTokensPerRequest;

    /// <summary>The most bytes in one embeddings request. A longer single item is sent alone.</summary>
    /// <value>The default is 8 MiB.</value>
    public int MaxRequestBytes { get; set; } = JinaClientDefaults.MaxRequestBytes;

    /// <summary>The most bytes of an answer that are read.</summary>
    /// <value>The default is 512 MiB.</value>
    public int MaxResponseBytes { get; set; } = 512 * 1024 * 1024;

    /// <summary>What happens to an empty or blank text among the inputs.</summary>
    /// <value>The default is <see cref="BlankInputPolicy.Throw"/>.</value>
    public BlankInputPolicy BlankInputs { get; set; }

    /// <summary>Counts tokens for batching and estimates.</summary>
    /// <value>The default is null: an estimate from the text, corrected with the usage the service reports.</value>
    [JsonIgnore]
    public ITokenCounter? TokenCounter { get; set; }

    /// <summary>The rate limiter. Give the same one to all clients of one key.</summary>
    /// <value>The default is null: a limiter of the client's own that knows only what the answers' headers say.</value>
    [JsonIgnore]
    public JinaRateLimiter? RateLimiter { get; set; }

    /// <summary>Counts what is used, and holds the budget. Give the same one to several clients to count them together.</summary>
    /// <value>The default is null: a tracker of the client's own, without prices and budget.</value>
    [JsonIgnore]
    public JinaUsageTracker? Usage { get; set; }

    /// <summary>Keeps float embeddings of texts and contents, so that an input is paid for once. A smaller Matryoshka size is cut from a cached full vector.</summary>
    /// <value>The default is null: nothing is kept. <c>AddJina</c> then takes a registered cache. The cache stays the caller's.</value>
    /// <remarks>For <see cref="JinaClient.GenerateAsync"/> and <see cref="JinaClient.Contents"/>; streams and the other forms always ask the service.</remarks>
    [JsonIgnore]
    public IEmbeddingCache? Cache { get; set; }

    /// <summary>Whether equal inputs of a call are sent once, for the same calls that <see cref="Cache"/> serves.</summary>
    /// <value>The default is <see langword="false"/>. <c>AddJina</c> always turns it on.</value>
    public bool Deduplicate { get; set; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        RequireUrl(BaseUrl, nameof(BaseUrl));
        foreach (var (url, name) in new[]
                 {
                     (ReaderUrl, nameof(ReaderUrl)), (SearchUrl, nameof(SearchUrl)), (GroundingUrl, nameof(GroundingUrl)),
                     (SegmenterUrl, nameof(SegmenterUrl)), (DeepSearchUrl, nameof(DeepSearchUrl)),
                 })
            if (url is not null) RequireUrl(url, name);
        ArgumentException.ThrowIfNullOrWhiteSpace(EmbeddingModel);
        ArgumentException.ThrowIfNullOrWhiteSpace(RerankModel);
        if (Dimensions is <= 0) throw new ArgumentException($"Dimensions must be at least 1; it is {Dimensions}.");
        RequirePositive(AttemptTimeout, nameof(AttemptTimeout));
        RequirePositive(ReaderAttemptTimeout, nameof(ReaderAttemptTimeout));
        RequirePositive(TotalTimeout, nameof(TotalTimeout));
        RequirePositive(MaxRetryDelay, nameof(MaxRetryDelay));
        if (RetryDelay < TimeSpan.Zero) throw new ArgumentException($"RetryDelay must not be negative; it is {RetryDelay}.");
        RequireAtLeast(MaxRetries, 0, nameof(MaxRetries));
        RequireAtLeast(MaxConcurrency, 1, nameof(MaxConcurrency));
        RequireAtLeast(MaxItemsPerRequest ?? 1, 1, nameof(MaxItemsPerRequest));
        RequireAtLeast(MaxTokensPerRequest, 1, nameof(MaxTokensPerRequest));
        RequireAtLeast(MaxRequestBytes, 1024, nameof(MaxRequestBytes));
        RequireAtLeast(MaxResponseBytes, 1024, nameof(MaxResponseBytes));
        if (ApiKeyEnvironmentVariables is null) throw new ArgumentException("ApiKeyEnvironmentVariables must not be null; it may be empty.");
    }

    private static void RequireUrl(Uri? url, string name)
    {
        if (url is null || !url.IsAbsoluteUri || url.Scheme is not ("https" or "http"))
            throw new ArgumentException($"{name} must be an absolute http or https address, such as {JinaClientDefaults.BaseUrl}; it is '{url}'.");
        if (url.UserInfo.Length > 0)
            throw new ArgumentException($"{name} must not hold a user name or password; give the key as ApiKey or in the environment.");
    }

    private static void RequirePositive(TimeSpan value, string name)
    {
        if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1)) throw new ArgumentException($"{name} must be above zero and at most a day; it is {value}.");
    }

    private static void RequireAtLeast(int value, int least, string name)
    {
        if (value < least) throw new ArgumentException($"{name} must be at least {least}; it is {value}.");
    }
}
