using JinaSharp.Cli.Commands;
using JinaSharp.Client;

namespace JinaSharp.Cli.Selection;

/// <summary>The client of the Jina API for commands that use it. The key comes from the environment; <c>--base-url</c> is the address of the command's own service.</summary>
internal static class ApiClients
{
    /// <summary>Creates the client.</summary>
    /// <param name="context">The command.</param>
    /// <param name="setAddress">Puts the address of <c>--base-url</c> where it belongs.</param>
    /// <param name="needsKey">Whether the hosted service refuses the command without a key.</param>
    /// <param name="configure">Sets further options.</param>
    public static JinaClient Create(CliContext context, Action<JinaClientOptions, Uri> setAddress, bool needsKey = true, Action<JinaClientOptions>? configure = null)
    {
        var key = FindKey(context.Host);
        var baseUrl = context.Get(SharedOptions.BaseUrl);
        if (key is null && needsKey && baseUrl is null)
            throw new CliException("This command uses the Jina API, which needs a key: set JINA_API_KEY (https://jina.ai/?sui=apikey), or give --base-url of a server of your own" +
                $"{(context.Parsed.CommandResult.Command.Options.Contains(SharedOptions.Local) ? ", or use --local for similarity on this machine" : "")}.");
        var options = new JinaClientOptions { ApiKey = key, ApiKeyEnvironmentVariables = [] };
        if (baseUrl is not null)
        {
            if (!Uri.TryCreate(baseUrl, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                throw new CliException($"--base-url '{baseUrl}' is not an address; expected http://HOST:PORT or https://HOST.");
            setAddress(options, address);
        }
        configure?.Invoke(options);
        return new JinaClient(options);
    }

    /// <summary>Whether the environment has a key.</summary>
    public static bool HasKey(CliHost host) => FindKey(host) is not null;

    private static string? FindKey(CliHost host) =>
        JinaClientDefaults.ApiKeyEnvironmentVariables.Select(host.GetVariable).FirstOrDefault(static value => !string.IsNullOrWhiteSpace(value))?.Trim();
}
