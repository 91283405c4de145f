using System.CommandLine;
using System.CommandLine.Help;

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

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);

        root.Subcommands.Add(DemoCommand.Create(host));
        root.Subcommands.Add(IndexCommand.Create(host));
        root.Subcommands.Add(QueryCommand.Create(host));
        root.Subcommands.Add(StatusCommand.Create(host));
        root.Subcommands.Add(CollectionsCommand.Create(host));
        root.Subcommands.Add(EmbedCommand.Create(host));
        root.Subcommands.Add(TokenizeCommand.Create(host));
        root.Subcommands.Add(RerankCommand.Create(host));
        root.Subcommands.Add(ReadCommand.Create(host));
        root.Subcommands.Add(SearchCommand.Create(host));
        root.Subcommands.Add(ScreenshotCommand.Create(host));
        root.Subcommands.Add(GroundCommand.Create(host));
        root.Subcommands.Add(ClassifyCommand.Create(host));
        root.Subcommands.Add(SegmentCommand.Create(host));
        root.Subcommands.Add(DedupCommand.Create(host));
        root.Subcommands.Add(GrepCommand.Create(host));
        root.Subcommands.Add(FakeServerCommand.Create(host));
        root.Subcommands.Add(ModelsCommand.Create(host));
        root.Subcommands.Add(BenchCommand.Create(host));
        root.Subcommands.Add(DoctorCommand.Create(host));
        return root;
    }
}
