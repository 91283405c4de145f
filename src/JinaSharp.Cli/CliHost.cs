using JinaSharp.Cli.Input;

namespace JinaSharp.Cli;

/// <summary>Everything a command takes from outside: streams, terminal, environment, folder, clock. Tests bring their own.</summary>
internal sealed class CliHost : IAsyncDisposable
{
    public required TextReader In { get; init; }

    /// <summary>Where data goes.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where everything else goes.</summary>
    public required TextWriter Error { get; init; }

    public required Func<string, string?> GetVariable { get; init; }

    public required string CurrentDirectory { get; init; }

    public bool InIsTerminal { get; init; }

    public bool OutIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>The terminal's width in columns; null where there is none.</summary>
    public int? Width { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether colour is allowed by the environment (https://no-color.org).</summary>
    public bool AllowsColor => string.IsNullOrEmpty(GetVariable("NO_COLOR")) && GetVariable("TERM") != "dumb";

    /// <summary>The process's own streams and environment.</summary>
    /// <param name="interrupted">Ends waits for input.</param>
    public static CliHost ForProcess(CancellationToken interrupted)
    {
        var outIsTerminal = !Console.IsOutputRedirected;
        // Data is written in blocks: flushed at the end, before a wait for input, or by whoever wants it seen earlier.
        var output = new StreamWriter(Console.OpenStandardOutput(), new System.Text.UTF8Encoding(false), 16 * 1024);
        return new CliHost
        {
            In = StandardInput.Open(Console.OpenStandardInput(), output.Flush, interrupted),
            Out = output,
            Error = Console.Error,
            GetVariable = Environment.GetEnvironmentVariable,
            CurrentDirectory = Environment.CurrentDirectory,
            InIsTerminal = !Console.IsInputRedirected,
            OutIsTerminal = outIsTerminal,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Width = outIsTerminal || !Console.IsErrorRedirected ? TerminalWidth() : null,
        };
    }

    /// <summary>A path of the command line, made absolute.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, CurrentDirectory);

    public ValueTask DisposeAsync() => Out.DisposeAsync();

    private static int? TerminalWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
