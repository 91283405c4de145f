namespace JinaSharp.Cli;

/// <summary>A problem that the user can put right; the message says how.</summary>
internal sealed class CliException(string message, int exitCode = ExitCodes.UserError) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>Whether the command's usage and examples help: something that it needs was not given.</summary>
    public bool ShowsUsage { get; init; }
}
