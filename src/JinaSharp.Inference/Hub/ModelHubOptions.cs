namespace JinaSharp.Inference;

/// <summary>Where models are downloaded from and kept.</summary>
public sealed class ModelHubOptions
{
    /// <summary>The hub: any server that speaks the Hugging Face hub's HTTP interface.</summary>
    /// <value>The default is <c>https://huggingface.co</c>.</value>
    public Uri Endpoint { get; set; } = ModelHubDefaults.Endpoint;

    /// <summary>The token for private and gated models; a secret.</summary>
    /// <value>The default is null: public models only.</value>
    /// <remarks>It is sent to <see cref="Endpoint"/> alone, over https or on this machine, and appears in no message.</remarks>
    public string? Token { get; set; }

    /// <summary>The folder that keeps downloaded models.</summary>
    /// <value>The default is <c>jinasharp/models</c> in the user's cache folder.</value>
    public string CacheFolder { get; set; } = ModelHubDefaults.CacheFolder(Environment.GetEnvironmentVariable);

    /// <summary>The Hugging Face cache, where models that other programs downloaded are found. It is only read.</summary>
    /// <value>The default is <c>huggingface/hub</c> in the user's cache folder; null looks nowhere else.</value>
    public string? HuggingFaceCacheFolder { get; set; } = ModelHubDefaults.HuggingFaceCacheFolder(Environment.GetEnvironmentVariable);

    /// <summary>Whether the network is left alone: a model is there already, or it is an error.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Offline { get; set; }

    /// <summary>How many files of a model are downloaded at once.</summary>
    /// <value>The default is 4.</value>
    public int MaxConcurrentFiles { get; set; } = ModelHubDefaults.MaxConcurrentFiles;

    /// <summary>How often a request is tried before it counts as failed. A download that gets on does not count.</summary>
    /// <value>The default is 5.</value>
    public int MaxAttempts { get; set; } = ModelHubDefaults.MaxAttempts;

    /// <summary>Options from the environment: <c>HF_ENDPOINT</c>, <c>HF_TOKEN</c> or <c>HUGGING_FACE_HUB_TOKEN</c>, <c>HF_HUB_OFFLINE</c>,
    /// <c>HF_HUB_CACHE</c> or <c>HF_HOME</c>, <c>JINASHARP_CACHE</c>.</summary>
    /// <param name="getVariable">Reads a variable; the process's own environment where null.</param>
    /// <returns>New options.</returns>
    /// <exception cref="ArgumentException"><c>HF_ENDPOINT</c> is no http or https address.</exception>
    public static ModelHubOptions FromEnvironment(Func<string, string?>? getVariable = null)
    {
        var get = getVariable ?? Environment.GetEnvironmentVariable;
        var options = new ModelHubOptions
        {
            Token = ModelHubDefaults.TokenVariables.Select(get).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))?.Trim(),
            Offline = get("HF_HUB_OFFLINE")?.Trim().ToUpperInvariant() is "1" or "TRUE" or "YES" or "ON",
            CacheFolder = ModelHubDefaults.CacheFolder(get),
            HuggingFaceCacheFolder = ModelHubDefaults.HuggingFaceCacheFolder(get),
        };
        if (get("HF_ENDPOINT") is { Length: > 0 } endpoint)
        {
            options.Endpoint = Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
                ? uri
                : throw new ArgumentException($"HF_ENDPOINT must be an http or https address; found '{endpoint}'.");
        }
        return options;
    }
}
