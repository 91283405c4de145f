using System.CommandLine;
using JinaSharp.Testing;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina fake-server</c>: a strict stand-in for the Jina API on this machine, to try and to test without a key.</summary>
internal static class FakeServerCommand
{
    private static readonly Option<int?> Port = SharedOptions.Positive(new Option<int?>("--port", "-p") { Description = "The port. Default: any free one.", HelpName = "N" }, 65535);

    private static readonly Option<double> Faults = new("--faults") { Description = "The share of requests that go wrong, from 0 to 1.", HelpName = "X" };

    private static readonly Option<int> Seed = new("--seed") { Description = "The seed of the faults.", HelpName = "N", DefaultValueFactory = _ => 1 };

    private static readonly Option<int?> Latency = SharedOptions.Positive(new Option<int?>("--latency-ms") { Description = "The time an answer takes.", HelpName = "N" }, 600_000);

    private static readonly Option<int?> RequestsPerMinute = SharedOptions.Positive(new Option<int?>("--rpm") { Description = "Requests a minute, beyond which 429 is answered.", HelpName = "N" }, int.MaxValue);

    public static Command Create(CliHost host)
    {
        Faults.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 1)) result.AddError("--faults must be from 0 to 1.");
        });
        return new Command("fake-server", "Run a stand-in for the Jina API on this machine, with made-up answers.") { Port, Faults, Seed, Latency, RequestsPerMinute }.Runs(host, RunAsync);
    }

    private static async Task<int> RunAsync(CliContext context)
    {
        await using var server = await JinaFakeServer.StartAsync(new JinaFakeServerOptions
        {
            Port = context.Get(Port) ?? 0,
            Latency = TimeSpan.FromMilliseconds(context.Get(Latency) ?? 0),
            RequestsPerMinute = context.Get(RequestsPerMinute),
            SendLimitHeaders = true,
        });
        if (context.Get(Faults) is > 0 and var share)
            server.Faults.Inject(share, context.Get(Seed), [.. Enum.GetValues<FakeFaultKind>().Select(static kind => new FakeFault(kind, TimeSpan.FromMilliseconds(200)))]);
        foreach (var (name, address) in new[]
                 {
                     ("api", server.Address), ("reader", server.ReaderAddress), ("search", server.SearchAddress), ("grounding", server.GroundingAddress),
                     ("segmenter", server.SegmenterAddress), ("deepsearch", server.DeepSearchAddress),
                 })
            context.Output.Line($"{name}\t{address}");
        await context.Host.Out.FlushAsync(context.CancellationToken);
        context.Output.Note("Answers are made up; any key is let in. Ctrl-C ends it.");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            // How a server ends.
        }
        return ExitCodes.Ok;
    }
}
