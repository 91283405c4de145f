namespace JinaSharp.Cli;

/// <summary>A problem that the user can put right; the message says how.</summary>
internal sealed class CliException(string message, int exitCode = ExitCodes.UserError) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
