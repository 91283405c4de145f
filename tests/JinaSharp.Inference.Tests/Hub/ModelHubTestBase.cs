using JinaSharp.TestSupport;
using JinaSharp.TestSupport.Hub;

namespace JinaSharp.Inference.Tests.Hub;

/// <summary>A server with a small model, a cache, and hubs that lose no time.</summary>
public abstract class ModelHubTestBase : IAsyncLifetime
{
    private protected string Cache { get; } = TestPaths.NewTemporaryFolder();

    private protected HubServer Server { get; private set; } = null!;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Server = await HubServer.StartAsync();
        Server.AddModel();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Cache, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected ModelHub CreateHub(Action<ModelHubOptions>? configure = null, TimeSpan? idleLimit = null, Func<string, long?>? freeSpace = null)
    {
        var options = new ModelHubOptions { Endpoint = Server.Address, CacheFolder = Cache, HuggingFaceCacheFolder = null };
        configure?.Invoke(options);
        var timing = new Inference.Hub.HubTiming { FirstPause = TimeSpan.FromMilliseconds(1), IdleLimit = idleLimit ?? TimeSpan.FromSeconds(30) };
        return new ModelHub(options, timing, freeSpace ?? (_ => null));
    }

    private protected async Task<PulledModel> PullAsync(Action<ModelHubOptions>? configure = null, ModelPullOptions? options = null)
    {
        using var hub = CreateHub(configure);
        return await hub.PullAsync(HubServer.Model, options, cancellationToken: Cancellation);
    }

    private protected async Task<JinaException> FailAsync(Action<ModelHubOptions>? configure = null, ModelPullOptions? options = null)
    {
        using var hub = CreateHub(configure);
        return await Assert.ThrowsAnyAsync<JinaException>(() => hub.PullAsync(HubServer.Model, options, cancellationToken: Cancellation));
    }

    private protected void AssertContent(PulledModel model, params string[] paths)
    {
        foreach (var path in paths) Assert.Equal(Server.Files[path], File.ReadAllBytes(Path.Combine(model.Folder, path)));
        Assert.Empty(Parts());
    }

    /// <summary>Unfinished files anywhere in the cache.</summary>
    private protected string[] Parts() => Directory.GetFiles(Cache, "*.part", SearchOption.AllDirectories);
}
