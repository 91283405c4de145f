using System.Runtime.InteropServices;
using JinaSharp.FakeStores.Http;
using JinaSharp.FakeStores.Milvus;
using JinaSharp.FakeStores.Qdrant;

namespace JinaSharp.FakeStores;

/// <summary>Runs one stand-in as a process of its own, so that the command line and the conformance suite can be tried against an address.</summary>
internal static class Program
{
    private const string Usage = "Usage: JinaSharp.FakeStores qdrant|milvus [--port N] [--key KEY] [--strict]";

    public static async Task<int> Main(string[] args)
    {
        var (port, key, strict) = (0, default(string), false);
        for (var i = 1; i < args.Length; i++)
        {
            if (args[i] == "--port" && i + 1 < args.Length && int.TryParse(args[i + 1], out port)) i++;
            else if (args[i] == "--key" && i + 1 < args.Length) key = args[++i];
            else if (args[i] == "--strict") strict = true;
            else return Refuse($"'{args[i]}' is not understood.");
        }
        await using FakeServer? server = args.FirstOrDefault() switch
        {
            "qdrant" => new FakeQdrant { ApiKey = key, RefusesUnindexedFilters = strict, OnBreach = Console.Error.WriteLine },
            "milvus" => new FakeMilvus { ApiKey = key },
            _ => null,
        };
        if (server is null) return Refuse(args.Length == 0 ? "Name the server." : $"There is no stand-in for '{args[0]}'.");
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await server.StartAsync(port);
        }
        catch (IOException e)
        {
            return Refuse(e.Message);
        }
        await Console.Out.WriteLineAsync(server.Endpoint.AbsoluteUri);
        try
        {
            await Task.Delay(Timeout.Infinite, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
        return 0;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static int Refuse(string problem)
    {
        Console.Error.WriteLine($"{problem}\n{Usage}");
        return 1;
    }
}
