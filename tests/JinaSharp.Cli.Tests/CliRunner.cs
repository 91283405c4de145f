using JinaSharp.Cli.Commands;

namespace JinaSharp.Cli.Tests;

/// <summary>Runs commands in this process, with their own streams, environment and folder.</summary>
internal sealed class CliRunner : IDisposable
{
    public string Folder { get; } = TestSupport.TestPaths.NewTemporaryFolder();

    public Dictionary<string, string> Variables { get; }

    // Models that happen to be on this machine are none of a test's business.
    public CliRunner() => Variables = new() { ["JINASHARP_CACHE"] = Path.Combine(Folder, ".cache"), ["HF_HUB_CACHE"] = Path.Combine(Folder, ".cache", "hub") };

    public string Input { get; set; } = "";

    /// <summary>Whether stdin, stdout and stderr are a terminal.</summary>
    public bool Terminal { get; set; }

    /// <summary>The terminal's columns.</summary>
    public int? Width { get; set; }

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public async Task<CliRun> RunAsync(params string[] args) => await RunAsync(CancellationToken.None, args);

    public async Task<CliRun> RunAsync(CancellationToken cancellationToken, params string[] args)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        await using var host = new CliHost
        {
            In = new StringReader(Input),
            Out = output,
            Error = error,
            GetVariable = name => Variables.GetValueOrDefault(name),
            CurrentDirectory = Folder,
            InIsTerminal = Terminal,
            OutIsTerminal = Terminal,
            ErrorIsTerminal = Terminal,
            Width = Width,
            Clock = Clock,
        };
        var exitCode = await CommandLine.RunAsync(args, host, cancellationToken);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Writes a file under the folder and says where.</summary>
    public string Write(string relative, string content)
    {
        var path = Path.Combine(Folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
