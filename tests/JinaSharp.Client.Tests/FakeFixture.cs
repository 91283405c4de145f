using JinaSharp.Testing;

namespace JinaSharp.Client.Tests;

/// <summary>A fake server and a client of all its services.</summary>
internal sealed class FakeFixture : IAsyncDisposable
{
    private FakeFixture(JinaFakeServer server, JinaClient client) => (Server, Client) = (server, client);

    public JinaFakeServer Server { get; }

    public JinaClient Client { get; }

    public static async Task<FakeFixture> StartAsync(Action<JinaClientOptions>? configure = null, JinaFakeServerOptions? serverOptions = null)
    {
        var server = await JinaFakeServer.StartAsync(serverOptions);
        return new FakeFixture(server, CreateClient(server, configure));
    }

    public static JinaClient CreateClient(JinaFakeServer server, Action<JinaClientOptions>? configure = null)
    {
        var options = new JinaClientOptions
        {
            ApiKey = TestClient.Key,
            BaseUrl = server.Address,
            ReaderUrl = server.ReaderAddress,
            SearchUrl = server.SearchAddress,
            GroundingUrl = server.GroundingAddress,
            SegmenterUrl = server.SegmenterAddress,
            DeepSearchUrl = server.DeepSearchAddress,
            RetryDelay = TimeSpan.FromMilliseconds(5),
        };
        configure?.Invoke(options);
        return new JinaClient(options);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
