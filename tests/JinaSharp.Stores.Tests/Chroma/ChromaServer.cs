using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace JinaSharp.TestSupport;

/// <summary>A real Chroma server of the npm package <c>chromadb</c>, pinned in <c>tests/chroma</c>, on a free port of this machine.</summary>
/// <remarks>
/// Its native file wants a newer C library than some systems have. Where it does not load, the C library of the next Debian is unpacked into a cache
/// folder, found through this machine's own apt configuration, and Node is started through that library's loader.
/// The server hangs on a polite stop, so it is killed.
/// </remarks>
public sealed class ChromaServer : IAsyncDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(2) };

    private readonly ChromaRuntime _runtime;
    private readonly string _data;
    private readonly bool _ownsData;
    private readonly string _configuration;
    private Process? _process;

    private ChromaServer(ChromaRuntime runtime, string data, bool ownsData, int port)
    {
        (_runtime, _data, _ownsData) = (runtime, data, ownsData);
        Endpoint = new Uri($"http://127.0.0.1:{port}");
        _configuration = Path.Combine(data, "config.yaml");
        File.WriteAllText(_configuration, $"port: {port}\nlisten_address: \"127.0.0.1\"\npersist_path: \"{Path.Combine(data, "db")}\"\nallow_reset: true\n");
    }

    public Uri Endpoint { get; }

    public ChromaRuntime Runtime => _runtime;

    /// <summary>Starts a server; throws with the reason where none can run.</summary>
    public static async Task<ChromaServer> StartAsync(ChromaRuntime runtime, CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("jinasharp-chroma-").FullName;
        var server = new ChromaServer(runtime, data, ownsData: true, FreePort());
        await server.LaunchAsync(cancellationToken);
        return server;
    }

    /// <summary>Kills the server, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts the server again on the same port and data.</summary>
    public Task RestartAsync(CancellationToken cancellationToken) => LaunchAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_ownsData) Directory.Delete(_data, recursive: true);
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        _process = _runtime.StartNode([_runtime.CommandLine, "run", _configuration]);
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(30))
        {
            if (_process.HasExited) throw new InvalidOperationException($"The Chroma server ended with code {_process.ExitCode}: {await _process.StandardError.ReadToEndAsync(cancellationToken)}");
            try
            {
                if ((await Http.GetAsync(new Uri(Endpoint, "api/v2/heartbeat"), cancellationToken)).IsSuccessStatusCode)
                {
                    // The pipes must be drained, or the server stops at a full one.
                    _process.BeginOutputReadLine();
                    _process.BeginErrorReadLine();
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Not listening yet.
            }
            await Task.Delay(50, cancellationToken);
        }
        await KillAsync();
        throw new InvalidOperationException("The Chroma server did not answer its heartbeat within 30 s.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
