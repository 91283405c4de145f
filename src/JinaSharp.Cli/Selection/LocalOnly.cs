using JinaSharp.Cli.Commands;

namespace JinaSharp.Cli.Selection;

/// <summary>What <c>--local</c> stands for: similarity of embeddings made on this machine in place of a service's own model.</summary>
internal static class LocalOnly
{
    /// <summary>Refuses an address beside <c>--local</c>.</summary>
    public static void RefuseAddress(CliContext context)
    {
        if (context.Get(SharedOptions.BaseUrl) is { } address)
            throw new CliException($"--local uses no network, and --base-url names {address}. Leave one of them out.");
    }
}
