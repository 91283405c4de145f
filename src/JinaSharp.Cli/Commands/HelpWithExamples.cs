using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace JinaSharp.Cli.Commands;

/// <summary>The parser's help, and after it the examples of the command.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        using var text = new StringWriter { NewLine = output.NewLine };
        parseResult.InvocationConfiguration.Output = text;
        var exitCode = help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(WithoutTakenNames(text.ToString(), command));
        CommandUsage.WriteExamples(output, command);
        return exitCode;
    }

    /// <summary>A short name that a command gives to an option of its own is not the inherited option's there.</summary>
    private static string WithoutTakenNames(string text, Command command)
    {
        var own = command.Options.SelectMany(static option => option.Aliases).ToHashSet(StringComparer.Ordinal);
        foreach (var inherited in command.Parents.OfType<Command>().SelectMany(static parent => parent.Options).Where(static option => option.Recursive))
            foreach (var name in inherited.Aliases.Where(own.Contains))
                text = text.Replace($"  {name}, {inherited.Name}", $"  {inherited.Name}{new string(' ', name.Length + 2)}", StringComparison.Ordinal);
        return text;
    }
}
