using System.CommandLine;

namespace JinaSharp.Cli.Commands;

/// <summary>Every command of <c>jina</c>, one line each.</summary>
internal static class CommandTable
{
    public static RootCommand CreateRoot(CliHost host)
    {
        var root = new RootCommand("Semantic search for .NET, from the shell. Data goes to stdout, everything else to stderr.");
        root.Options.Add(SharedOptions.Json);
        root.Options.Add(SharedOptions.Verbose);
        root.Options.Add(SharedOptions.Quiet);

        root.Subcommands.Add(DoctorCommand.Create(host));
        return root;
    }
}
