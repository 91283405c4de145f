using JinaSharp.TestSupport;

namespace JinaSharp.Stores.Tests.Chroma;

/// <summary>One Chroma server for all tests that ask for it: the one of <c>JINASHARP_TEST_CHROMA</c>, else one started at the first asking; tests are skipped with the reason where none can run.</summary>
public sealed class ChromaFixture : IAsyncDisposable
{
    public const string Variable = "JINASHARP_TEST_CHROMA";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private ChromaRuntime? _runtime;
    private ChromaServer? _server;
    private Uri? _endpoint;
    private string? _problem;

    /// <summary>The address of the server.</summary>
    public async Task<Uri> EndpointAsync()
    {
        await StartAsync();
        Assert.SkipWhen(_endpoint is null, $"No Chroma server can run here: {_problem} Set {Variable} to the address of one to run these tests.");
        return _endpoint!;
    }

    /// <summary>Node with the pinned packages, for the JavaScript clients and for servers of one test's own.</summary>
    public async Task<ChromaRuntime> RuntimeAsync()
    {
        await StartAsync();
        Assert.SkipWhen(_runtime is null, _problem ?? $"With {Variable} set, no server or client of the npm package is started here.");
        return _runtime!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _gate.Dispose();
    }

    private async Task StartAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_endpoint is not null || _problem is not null) return;
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            {
                _endpoint = new Uri(given);
                return;
            }
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            _runtime = await ChromaRuntime.PrepareAsync(TestPaths.Repository, limit.Token);
            _server = await ChromaServer.StartAsync(_runtime, limit.Token);
            _endpoint = _server.Endpoint;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or OperationCanceledException or System.ComponentModel.Win32Exception)
        {
            _problem = e.Message;
        }
        finally
        {
            _gate.Release();
        }
    }
}
