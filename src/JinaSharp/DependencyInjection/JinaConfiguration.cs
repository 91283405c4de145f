using System.Globalization;
using JinaSharp.Client;
using Microsoft.Extensions.Configuration;

namespace JinaSharp.DependencyInjection;

/// <summary>Reads options from configuration, key by key and without reflection. A key that is no option is an error, as it would otherwise be ignored in silence.</summary>
internal static class JinaConfiguration
{
    public static void Apply(IConfiguration configuration, JinaClientOptions options)
    {
        foreach (var section in configuration.GetChildren())
            if (section.Key.Equals(nameof(options.ApiKeyEnvironmentVariables), StringComparison.OrdinalIgnoreCase))
                options.ApiKeyEnvironmentVariables = [.. section.GetChildren().Select(static child => child.Value ?? "")];
            else
                Apply(section, section.Value ?? throw Wrong(section, "a value"), options);
    }

    private static void Apply(IConfigurationSection section, string value, JinaClientOptions options)
    {
        switch (section.Key.ToUpperInvariant())
        {
            case "APIKEY": options.ApiKey = value; break;
            case "BASEURL": options.BaseUrl = Address(section, value); break;
            case "REGION": options.Region = Enum.TryParse<JinaRegion>(value, ignoreCase: true, out var region) ? region : throw Wrong(section, "Global or Europe"); break;
            case "READERURL": options.ReaderUrl = Address(section, value); break;
            case "SEARCHURL": options.SearchUrl = Address(section, value); break;
            case "GROUNDINGURL": options.GroundingUrl = Address(section, value); break;
            case "SEGMENTERURL": options.SegmenterUrl = Address(section, value); break;
            case "DEEPSEARCHURL": options.DeepSearchUrl = Address(section, value); break;
            case "EMBEDDINGMODEL": options.EmbeddingModel = value; break;
            case "RERANKMODEL": options.RerankModel = value; break;
            case "DIMENSIONS": options.Dimensions = Number(section, value); break;
            case "USEBASE64": options.UseBase64 = bool.TryParse(value, out var base64) ? base64 : throw Wrong(section, "true or false"); break;
            case "ATTEMPTTIMEOUT": options.AttemptTimeout = Time(section, value); break;
            case "READERATTEMPTTIMEOUT": options.ReaderAttemptTimeout = Time(section, value); break;
            case "TOTALTIMEOUT": options.TotalTimeout = Time(section, value); break;
            case "MAXRETRIES": options.MaxRetries = Number(section, value); break;
            case "RETRYDELAY": options.RetryDelay = Time(section, value); break;
            case "MAXRETRYDELAY": options.MaxRetryDelay = Time(section, value); break;
            case "MAXCONCURRENCY": options.MaxConcurrency = Number(section, value); break;
            case "MAXITEMSPERREQUEST": options.MaxItemsPerRequest = Number(section, value); break;
            case "MAXTOKENSPERREQUEST": options.MaxTokensPerRequest = Number(section, value); break;
            case "MAXREQUESTBYTES": options.MaxRequestBytes = Number(section, value); break;
            case "MAXRESPONSEBYTES": options.MaxResponseBytes = Number(section, value); break;
            case "BLANKINPUTS": options.BlankInputs = Enum.TryParse<BlankInputPolicy>(value, ignoreCase: true, out var policy) ? policy : throw Wrong(section, "Throw, Skip or ZeroVector"); break;
            case "DEDUPLICATE": options.Deduplicate = bool.TryParse(value, out var deduplicate) ? deduplicate : throw Wrong(section, "true or false"); break;
            default: throw new ArgumentException($"The configuration key '{section.Path}' is no option of JinaClientOptions. Is it misspelled?");
        }
    }

    private static Uri Address(IConfigurationSection section, string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) ? address : throw Wrong(section, "an absolute address");

    private static int Number(IConfigurationSection section, string value) =>
        int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(section, "a whole number");

    private static TimeSpan Time(IConfigurationSection section, string value) =>
        TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time) ? time : throw Wrong(section, "a time such as 00:01:30");

    // The value itself is left out: it may be a key in the wrong place.
    private static ArgumentException Wrong(IConfigurationSection section, string expected) => new($"The configuration key '{section.Path}' must be {expected}.");
}
