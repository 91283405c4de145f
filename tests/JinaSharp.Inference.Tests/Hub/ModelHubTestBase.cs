using JinaSharp.TestSupport;
using JinaSharp.TestSupport.Hub;
using Microsoft.AspNetCore.Http;

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
        Server.ArrivedLength = path => Parts().Where(part => Path.GetFileName(part).StartsWith(Path.GetFileName(path), StringComparison.Ordinal)).Sum(part => new FileInfo(part).Length);
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

    /// <summary>Lets a request for the weights wait until the model's other files are there, so that what happens to it happens to nothing else.</summary>
    private protected async Task OthersAsync(HttpContext context)
    {
        string[] others = ["config.json", "tokenizer.json", "1_Pooling/config.json"];
        while (!others.All(file => File.Exists(Path.Combine(Cache, "jinaai--tiny", "snapshots", Server.Commit, file)))) await Task.Delay(5, context.RequestAborted);
    }

    /// <summary>Unfinished files anywhere in the cache.</summary>
    private protected string[] Parts() => Directory.GetFiles(Cache, "*.part", SearchOption.AllDirectories);
}
