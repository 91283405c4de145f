using JinaSharp.TestSupport.Hub;
using Microsoft.AspNetCore.Http;

namespace JinaSharp.Inference.Tests.Hub;

/// <summary>What servers and networks do wrong.</summary>
public sealed class ModelHubFailureTests : ModelHubTestBase
{
    private const string Weights = "model.safetensors";
    private const int Size = 300_000;

    private static bool IsWeights(HttpContext context) => context.Request.Path.Value == "/blobs/" + Weights;

    [Fact]
    public async Task Pull_ConnectionCut_ContinuesWhereItStopped()
    {
        var cuts = 0;
        Server.Intercept = async context =>
        {
            if (!IsWeights(context) || cuts == 2) return false;
            cuts++;
            await Server.CutAsync(context, Weights, 100_000);
            return true;
        };

        var model = await PullAsync();

        AssertContent(model, Weights);
        Assert.Equal([null, "bytes=100000-", "bytes=200000-"], Server.Downloads.Where(request => request.ToContentServer).Select(request => request.Range));
        Assert.Equal(model.Files.Sum(file => file.Size), model.BytesDownloaded);
    }

    [Fact]
    public async Task Pull_CutTooOften_FailsAndTheNextCallContinues()
    {
        Server.Intercept = async context =>
        {
            if (!IsWeights(context)) return false;
            await OthersAsync(context);
            await Server.CutAsync(context, Weights, 50_000);
            return true;
        };
        var exception = await FailAsync(options => options.MaxAttempts = 2);
        var arrived = new FileInfo(Assert.Single(Parts())).Length;
        Server.Intercept = null;
        Server.Requests.Clear();

        var model = await PullAsync();

        Assert.True(exception.IsTransient);
        Assert.Equal(100_000, arrived);
        Assert.Equal("bytes=100000-", Assert.Single(Server.Downloads, request => request.ToContentServer).Range);
        Assert.Equal(Size - 100_000, model.BytesDownloaded);
        AssertContent(model, Weights);
    }

    [Fact]
    public async Task Pull_PartDamagedMeanwhile_StartsOver()
    {
        Server.Intercept = async context =>
        {
            if (!IsWeights(context)) return false;
            await OthersAsync(context);
            await Server.CutAsync(context, Weights, 50_000);
            return true;
        };
        await FailAsync(options => options.MaxAttempts = 1);
        await File.WriteAllBytesAsync(Assert.Single(Parts()), new byte[50_000], Cancellation);
        Server.Intercept = null;

        var model = await PullAsync();

        AssertContent(model, Weights);
    }

    [Fact]
    public async Task Pull_ServerWithoutRanges_StartsOver()
    {
        Server.HasRanges = false;
        var cuts = 0;
        Server.Intercept = async context =>
        {
            if (!IsWeights(context) || cuts++ > 0) return false;
            await Server.CutAsync(context, Weights, 100_000);
            return true;
        };

        AssertContent(await PullAsync(), Weights);
    }

    [Fact]
    public async Task Pull_WrongContent_IsRefusedAndRemoved()
    {
        Server.Intercept = async context =>
        {
            if (!IsWeights(context)) return false;
            await context.Response.Body.WriteAsync(new byte[Size]);
            return true;
        };

        var exception = await FailAsync();

        Assert.Equal("hub_integrity", exception.Code);
        Assert.Contains("SHA-256", exception.Message, StringComparison.Ordinal);
        // Other files may have been stopped on the way; of this one nothing is left.
        Assert.Empty(Directory.GetFiles(Cache, Weights + "*", SearchOption.AllDirectories));
        Assert.Null(ModelLocator.Find(HubServer.Model, new ModelHubOptions { CacheFolder = Cache, HuggingFaceCacheFolder = null }));
    }

    [Fact]
    public async Task Pull_WrongSmallFile_IsRefusedByItsBlobId()
    {
        Server.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("/tokenizer.json", StringComparison.Ordinal)) return false;
            await context.Response.WriteAsync("[]");
            return true;
        };

        var exception = await FailAsync();

        Assert.Contains("tokenizer.json", exception.Message, StringComparison.Ordinal);
        Assert.Contains("git blob id", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_MoreThanAnnounced_IsRefused()
    {
        Server.Intercept = async context =>
        {
            if (!IsWeights(context)) return false;
            for (var i = 0; i < 40; i++) await context.Response.Body.WriteAsync(new byte[10_000]);
            return true;
        };

        var exception = await FailAsync();

        Assert.Equal("hub_integrity", exception.Code);
        Assert.All(Parts(), part => Assert.True(new FileInfo(part).Length <= Size));
    }

    [Fact]
    public async Task Pull_ContentChangesMidway_IsNeverMixed()
    {
        Server.Describes = false;
        Server.PublishesHashes = false;
        Server.LargeFiles.Clear();
        var cuts = 0;
        Server.Intercept = async context =>
        {
            if (context.Request.Method != "GET" || !context.Request.Path.Value!.EndsWith(Weights, StringComparison.Ordinal) || cuts++ > 0) return false;
            await Server.CutAsync(context, Weights, 100_000, meanwhile: () =>
            {
                Server.Add(Weights, 250_000);
                Server.Tag = "v2";
            });
            return true;
        };

        var model = await PullAsync();

        Assert.Contains(Server.Downloads, request => request is { Range: "bytes=100000-", IfRange: "\"v1\"" });
        AssertContent(model, Weights);
        Assert.Equal(250_000, model.Files.Single(file => file.Path == Weights).Size);
    }

    [Fact]
    public async Task Pull_ContentOtherThanListed_IsNotDownloaded()
    {
        Server.Intercept = context =>
        {
            if (context.Request.Path.Value!.EndsWith("/resolve/" + Server.Commit + "/" + Weights, StringComparison.Ordinal)) Server.Add(Weights, Size + 1, large: true);
            return Task.FromResult(false);
        };

        var exception = await FailAsync();

        Assert.Equal("hub_integrity", exception.Code);
        Assert.Contains("changed", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_LfsPointer_IsNamed()
    {
        Server.Describes = false;
        Server.PublishesHashes = false;
        Server.LargeFiles.Clear();
        Server.Add(Weights, "version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 300000\n");

        var exception = await FailAsync();

        Assert.Contains("git lfs pull", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Cache, Weights, SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(401, null, null, "HF_TOKEN")]
    [InlineData(401, null, "hf_secret", "does not accept the token")]
    [InlineData(403, "GatedRepo", "hf_secret", "Accept its terms at")]
    [InlineData(404, "RepoNotFound", null, "no model jinaai/tiny")]
    [InlineData(404, "RevisionNotFound", null, "no revision 'main'")]
    public async Task Pull_Refused_SaysWhatToDo(int status, string? code, string? token, string expected)
    {
        Server.Intercept = context =>
        {
            context.Response.StatusCode = status;
            if (code is not null) context.Response.Headers["X-Error-Code"] = code;
            return Task.FromResult(true);
        };

        var exception = await FailAsync(options => options.Token = token);

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_secret", exception.ToString(), StringComparison.Ordinal);
        Assert.False(exception.IsTransient);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task Pull_ContentServerRefuses_ShowsNoSignature()
    {
        Server.Intercept = context =>
        {
            if (!IsWeights(context)) return Task.FromResult(false);
            context.Response.StatusCode = 403;
            return Task.FromResult(true);
        };

        var exception = await FailAsync(options => options.Token = "hf_secret");

        Assert.Contains(Weights, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Pull_BusyServer_IsTriedAgain(int status)
    {
        var refused = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        Server.Intercept = context =>
        {
            if (!refused.TryAdd(context.Request.Path.Value!, true)) return Task.FromResult(false);
            context.Response.StatusCode = status;
            return Task.FromResult(true);
        };

        AssertContent(await PullAsync(), Weights);
    }

    [Fact]
    public async Task Pull_RetryAfter_IsWaitedFor()
    {
        var refusals = 0;
        Server.Intercept = context =>
        {
            if (refusals++ > 0) return Task.FromResult(false);
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "1";
            return Task.FromResult(true);
        };
        var started = System.Diagnostics.Stopwatch.GetTimestamp();

        await PullAsync();

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started) > TimeSpan.FromMilliseconds(950));
    }

    [Fact]
    public async Task Pull_DeadServer_FailsAfterTheAttempts()
    {
        Server.Intercept = context =>
        {
            context.Response.StatusCode = 500;
            return Task.FromResult(true);
        };

        var exception = await FailAsync(options => options.MaxAttempts = 3);

        Assert.True(exception.IsTransient);
        Assert.Equal(3, Server.Requests.Count);
    }

    [Fact]
    public async Task Pull_NobodyThere_IsAJinaException()
    {
        var exception = await FailAsync(options => (options.Endpoint, options.MaxAttempts) = (new Uri("http://127.0.0.1:9"), 2));

        Assert.Equal("hub_unavailable", exception.Code);
        Assert.True(exception.IsTransient);
    }

    [Fact]
    public async Task Pull_SilentServer_IsGivenUp()
    {
        var silences = 0;
        Server.Intercept = async context =>
        {
            if (!IsWeights(context) || silences++ > 0) return false;
            context.Response.ContentLength = Size;
            await context.Response.Body.WriteAsync(Server.Files[Weights].AsMemory(0, 1000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        using var hub = CreateHub(idleLimit: TimeSpan.FromMilliseconds(500));

        var model = await hub.PullAsync(HubServer.Model, cancellationToken: Cancellation);

        AssertContent(model, Weights);
        Assert.Contains(Server.Downloads, request => request.Range == "bytes=1000-");
    }

    [Fact]
    public async Task Pull_Cancelled_KeepsWhatArrived()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Server.Intercept = async context =>
        {
            if (!IsWeights(context)) return false;
            await OthersAsync(context);
            context.Response.ContentLength = Size;
            await context.Response.Body.WriteAsync(Server.Files[Weights].AsMemory(0, 120_000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(200);
            await source.CancelAsync();
            return true;
        };
        using var hub = CreateHub();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hub.PullAsync(HubServer.Model, cancellationToken: source.Token));
        var arrived = new FileInfo(Assert.Single(Parts())).Length;
        Server.Intercept = null;

        var model = await PullAsync();

        Assert.Equal(120_000, arrived);
        AssertContent(model, Weights);
        Assert.Contains(Server.Downloads, request => request.Range == "bytes=120000-");
    }

    [Theory]
    [InlineData("../evil.json")]
    [InlineData("a/../../evil.json")]
    [InlineData("/etc/evil.json")]
    [InlineData("a//evil.json")]
    [InlineData("..\\evil.json")]
    [InlineData("C:/evil.json")]
    [InlineData("con.json")]
    [InlineData("evil\u0000.json")]
    [InlineData("evil. /a.json")]
    [InlineData(".jinasharp-pull.json")]
    [InlineData("CONFIG.json")]
    [InlineData("config.json/deeper.json")]
    public async Task Pull_DangerousPath_IsRefusedBeforeAnythingIsWritten(string path)
    {
        Server.Add(path, "{}");

        var exception = await FailAsync();

        Assert.Equal("hub_unsafe", exception.Code);
        Assert.Empty(Server.Downloads);
        Assert.Empty(Directory.GetFileSystemEntries(Cache));
    }

    [Fact]
    public async Task Pull_NotAHub_IsSaid()
    {
        Server.Intercept = async context =>
        {
            await context.Response.WriteAsync("<html>Welcome</html>");
            return true;
        };

        Assert.Contains("address of a model hub", (await FailAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("/loop")]
    public async Task Pull_RedirectThatLeadsNowhere_IsRefused(string location)
    {
        Server.Intercept = context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = location;
            return Task.FromResult(true);
        };

        var exception = await FailAsync();

        Assert.Equal("hub_integrity", exception.Code);
        Assert.True(Server.Requests.Count < 20);
    }
}
