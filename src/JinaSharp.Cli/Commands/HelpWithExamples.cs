using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace JinaSharp.Cli.Commands;

/// <summary>The parser's help, and after it the examples of the command.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        CommandUsage.WriteExamples(parseResult.InvocationConfiguration.Output, parseResult.CommandResult.Command);
        return exitCode;
    }
}
