namespace JinaSharp.Cli.Tests;

/// <summary>What one run of a command left behind.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error);
