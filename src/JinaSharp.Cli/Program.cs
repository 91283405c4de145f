using JinaSharp.Cli.Commands;

namespace JinaSharp.Cli;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        using var interrupt = new InterruptSignal();
        await using var host = CliHost.ForProcess(interrupt.Token);
        return await CommandLine.RunAsync(args, host, interrupt.Token);
    }
}
