using System.CommandLine;
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
            var parsed = CommandTable.CreateRoot(host).Parse(args);
            // The error alone: help and guesses would go to stdout, where data belongs.
            if (parsed.Action is ParseErrorAction parseError) (parseError.ShowHelp, parseError.ShowTypoCorrections) = (false, false);
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

    /// <summary>Gives a command its body.</summary>
    public static Command Runs(this Command command, CliHost host, Func<CliContext, Task<int>> body)
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
                return ErrorReport.Write(exception, context);
            }
        });
        return command;
    }
}
