using System.Net;
using JinaSharp;
using JinaSharp.Client;
using JinaSharp.DependencyInjection;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the Jina API.</summary>
public static class JinaServiceCollectionExtensions
{
    /// <summary>The name of the <see cref="HttpClient"/> that the clients use; add handlers to it with <c>AddHttpClient</c>.</summary>
    public const string HttpClientName = "JinaSharp";

    /// <summary>
    /// Registers <see cref="JinaClient"/>, and on top of it <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> of texts and of contents and <see cref="IReranker"/>, all as singletons.
    /// </summary>
    /// <remarks>
    /// Equal inputs of a call are sent once. Where <see cref="JinaClientOptions.Cache"/> is set, or an <see cref="IEmbeddingCache"/> is registered, that is asked
    /// first, and a smaller Matryoshka size is cut from a cached full vector. The generators emit telemetry. Options are checked when the host starts.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; null for the defaults, with the key from the environment.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddJina(this IServiceCollection services, Action<JinaClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        AddOptions(services, Options.Options.DefaultName, configure);
        services.TryAddSingleton(static provider => CreateClient(provider, Options.Options.DefaultName));
        services.TryAddSingleton<IReranker>(static provider => provider.GetRequiredService<JinaClient>());
        services.TryAddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(static provider => WithTelemetry<string>(provider.GetRequiredService<JinaClient>()));
        services.TryAddSingleton<IEmbeddingGenerator<AIContent, Embedding<float>>>(static provider => WithTelemetry(provider.GetRequiredService<JinaClient>().Contents));
        return services;
    }

    /// <summary>As <see cref="AddJina(IServiceCollection, Action{JinaClientOptions})"/>, with options from configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">A section whose keys are the options' names, such as <c>ApiKey</c> and <c>BaseUrl</c>. An unknown key is an error.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddJina(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services.AddJina(options => JinaConfiguration.Apply(configuration, options));
    }

    /// <summary>As <see cref="AddJina(IServiceCollection, Action{JinaClientOptions})"/>, under a service key: for several keys, regions or servers side by side.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The service key.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKeyedJina(this IServiceCollection services, string serviceKey, Action<JinaClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(serviceKey);
        AddOptions(services, serviceKey, configure);
        services.TryAddKeyedSingleton(serviceKey, static (provider, key) => CreateClient(provider, (string)key!));
        services.TryAddKeyedSingleton<IReranker>(serviceKey, static (provider, key) => provider.GetRequiredKeyedService<JinaClient>(key));
        services.TryAddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(serviceKey, static (provider, key) => WithTelemetry<string>(provider.GetRequiredKeyedService<JinaClient>(key)));
        services.TryAddKeyedSingleton<IEmbeddingGenerator<AIContent, Embedding<float>>>(serviceKey, static (provider, key) => WithTelemetry(provider.GetRequiredKeyedService<JinaClient>(key).Contents));
        return services;
    }

    /// <summary>As <see cref="AddKeyedJina(IServiceCollection, string, Action{JinaClientOptions})"/>, with options from configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The service key.</param>
    /// <param name="configuration">A section whose keys are the options' names.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKeyedJina(this IServiceCollection services, string serviceKey, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services.AddKeyedJina(serviceKey, options => JinaConfiguration.Apply(configuration, options));
    }

    private static void AddOptions(IServiceCollection services, string name, Action<JinaClientOptions>? configure)
    {
        var options = services.AddOptions<JinaClientOptions>(name);
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<JinaClientOptions>, JinaClientOptionsValidator>());
        // The client itself caches and de-duplicates, so each layer is there once, however it was asked for.
        options.PostConfigure<IServiceProvider>(static (client, provider) => (client.Cache, client.Deduplicate) = (client.Cache ?? provider.GetService<IEmbeddingCache>(), true));
        options.ValidateOnStart();
        services.AddHttpClient(HttpClientName, static client => client.Timeout = Timeout.InfiniteTimeSpan) // the client has its own timeouts
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.All,
                // A singleton keeps its handler, so the connections themselves follow changes of DNS.
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ConnectTimeout = TimeSpan.FromSeconds(15),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
    }

    private static JinaClient CreateClient(IServiceProvider provider, string name) =>
        new(
            provider.GetRequiredService<IOptionsMonitor<JinaClientOptions>>().Get(name),
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(HttpClientName),
            provider.GetService<ILoggerFactory>(),
            provider.GetService<TimeProvider>());

    private static TelemetryEmbeddingGenerator<TInput, Embedding<float>> WithTelemetry<TInput>(IEmbeddingGenerator<TInput, Embedding<float>> client) where TInput : notnull => new(client);
}
