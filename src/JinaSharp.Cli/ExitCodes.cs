namespace JinaSharp.Cli;

/// <summary>The exit codes of every command.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>The user's input or files are at fault.</summary>
    public const int UserError = 1;

    /// <summary>An API, a server, a store or the machine is at fault.</summary>
    public const int ServiceError = 2;

    /// <summary>Stopped by Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
