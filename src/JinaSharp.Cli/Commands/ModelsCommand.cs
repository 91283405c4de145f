using System.CommandLine;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina models</c>: what models there are, and which are here.</summary>
internal static class ModelsCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("models", "Models: download and look at them.");
        command.Subcommands.Add(ModelsListCommand.Create(host));
        command.Subcommands.Add(ModelsPullCommand.Create(host));
        command.Subcommands.Add(ModelsShowCommand.Create(host));
        command.Subcommands.Add(ModelsVerifyCommand.Create(host));
        return command;
    }
}
