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
        await _gate.WaitAsync();
        try
        {
            if (_endpoint is null && Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given) _endpoint = new Uri(given);
            if (_endpoint is null && await PrepareAsync() is { } runtime && await TryAsync(limit => ChromaServer.StartAsync(runtime, limit)) is { } server) (_server, _endpoint) = (server, server.Endpoint);
        }
        finally
        {
            _gate.Release();
        }
        Assert.SkipWhen(_endpoint is null, $"No Chroma server can run here: {_problem} Set {Variable} to the address of one to run these tests.");
        return _endpoint!;
    }

    /// <summary>Node with the pinned packages, for the JavaScript clients and for servers of one test's own.</summary>
    public async Task<ChromaRuntime> RuntimeAsync()
    {
        await _gate.WaitAsync();
        try
        {
            await PrepareAsync();
        }
        finally
        {
            _gate.Release();
        }
        Assert.SkipWhen(_runtime is null, $"The npm package of Chroma cannot run here: {_problem}");
        return _runtime!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _gate.Dispose();
    }

    private async Task<ChromaRuntime?> PrepareAsync() => _runtime ??= await TryAsync(limit => ChromaRuntime.PrepareAsync(TestPaths.Repository, limit));

    // What cannot work is not tried again for every test.
    private async Task<T?> TryAsync<T>(Func<CancellationToken, Task<T>> start)
        where T : class
    {
        if (_problem is not null) return null;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            return await start(limit.Token);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or OperationCanceledException or System.ComponentModel.Win32Exception)
        {
            _problem = e.Message;
            return null;
        }
    }
}
