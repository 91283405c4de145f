using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using JinaSharp.Cli.Output;

namespace JinaSharp.Cli.Commands;

/// <summary>Parses a command line, runs its command, and turns whatever goes wrong into a message and an exit code.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args, CliHost host, CancellationToken cancellationToken = default)
    {
        try
        {
            if (ParseErrors.HasKey(args))
            {
                ParseErrors.WriteKeyRefusal(host.Error);
                return UserError(args.FirstOrDefault());
            }
            var parsed = CommandTable.CreateRoot(host).Parse(args);
            // The parser takes an option that it does not know for a text, which would be embedded, classified or looked for.
            if (parsed.Action is not HelpAction and not HelpWithExamples && ParseErrors.FindStrayOption(parsed, args) is { } stray)
            {
                ParseErrors.WriteStrayOption(parsed, stray, host.Error);
                return UserError(parsed.CommandResult.Command.Name);
            }
            if (parsed.Action is ParseErrorAction)
            {
                ParseErrors.Write(parsed, args, host.Error);
                return UserError(parsed.CommandResult.Command.Name);
            }
            var exitCode = await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = host.Out,
                    Error = host.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                cancellationToken);
            await host.Out.FlushAsync(CancellationToken.None);
            return exitCode;
        }
        catch (IOException) when (BrokenPipe.IsBroken(host))
        {
            // The reader of our output, such as 'head', has had enough: that is no error.
            return ExitCodes.Ok;
        }
    }

    // Scripts tell "no match" from an error by grep's own codes.
    private static int UserError(string? command) => command == GrepCommand.Name ? GrepCommand.Error : ExitCodes.UserError;

    /// <summary>Gives a command its body.</summary>
    /// <param name="command">The command.</param>
    /// <param name="host">What it takes from outside.</param>
    /// <param name="body">What it does; gives the exit code.</param>
    /// <param name="userError">The exit code for what the user can put right.</param>
    public static Command Runs(this Command command, CliHost host, Func<CliContext, Task<int>> body, int userError = ExitCodes.UserError)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CliContext(parsed, host, cancellationToken);
            try
            {
                return await body(context);
            }
            catch (Exception exception) when (!(exception is IOException && BrokenPipe.IsBroken(host)))
            {
                await host.Out.FlushAsync(CancellationToken.None);
                var exitCode = ErrorReport.Write(exception, context);
                return exitCode == ExitCodes.UserError ? userError : exitCode;
            }
        });
        return command;
    }
}
