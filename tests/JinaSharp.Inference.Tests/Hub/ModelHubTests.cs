using JinaSharp.TestSupport.Hub;

namespace JinaSharp.Inference.Tests.Hub;

/// <summary>What is downloaded, to where, and who may know the token.</summary>
public sealed class ModelHubTests : ModelHubTestBase
{
    private static readonly string[] UsefulFiles = ["1_Pooling/config.json", "config.json", "model.safetensors", "tokenizer.json"];

    [Fact]
    public async Task Pull_NewModel_BringsTheUsefulFilesOnly()
    {
        var model = await PullAsync();

        Assert.Equal(UsefulFiles, model.Files.Select(file => file.Path));
        AssertContent(model, UsefulFiles);
        Assert.Equal(HubServer.Sha256(Server.Files["model.safetensors"]), model.Files.Single(file => file.Path == "model.safetensors").Sha256);
        Assert.Equal(model.Files.Sum(file => file.Size), model.BytesDownloaded);
        Assert.All(model.Files, file => Assert.True(file.Downloaded));
        Assert.False(File.Exists(Path.Combine(model.Folder, "README.md")));
        Assert.False(Directory.Exists(Path.Combine(model.Folder, "onnx")));
    }

    [Fact]
    public async Task Pull_Again_DownloadsNothing()
    {
        var first = await PullAsync();
        var before = Server.Downloads.Count();

        var second = await PullAsync();

        Assert.Equal(first.Folder, second.Folder);
        Assert.Equal(0, second.BytesDownloaded);
        Assert.All(second.Files, file => Assert.False(file.Downloaded));
        Assert.Equal(before, Server.Downloads.Count());
    }

    [Fact]
    public async Task Pull_FileChangedOnDisk_IsBroughtAgain()
    {
        var first = await PullAsync();
        var weights = Path.Combine(first.Folder, "model.safetensors");
        var bytes = await File.ReadAllBytesAsync(weights, Cancellation);
        bytes[1000] ^= 1;
        await File.WriteAllBytesAsync(weights, bytes, Cancellation);
        File.SetLastWriteTimeUtc(weights, DateTime.UnixEpoch);

        var second = await PullAsync();

        Assert.Equal("model.safetensors", Assert.Single(second.Files, file => file.Downloaded).Path);
        AssertContent(second, "model.safetensors");
    }

    [Fact]
    public async Task Pull_Include_BringsNamedFilesToo()
    {
        var model = await PullAsync(options: new ModelPullOptions { Include = ["*.md", "onnx/*"] });

        AssertContent(model, "README.md", "onnx/config.json", "model.safetensors");
        Assert.DoesNotContain(model.Files, file => file.Path == "pytorch_model.bin");
    }

    [Fact]
    public async Task Pull_IncludeThatMatchesNothing_IsAnErrorThatListsTheFiles()
    {
        var exception = await FailAsync(options: new ModelPullOptions { Include = ["*.gguf"] });

        Assert.Contains("'*.gguf'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("model.safetensors", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_NoWeights_IsAnErrorThatSaysWhatThereIs()
    {
        Server.Files.Remove("model.safetensors");

        var exception = await FailAsync();

        Assert.Contains("no *.safetensors", exception.Message, StringComparison.Ordinal);
        Assert.Contains("pytorch_model.bin", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Downloads);
    }

    [Fact]
    public async Task Pull_Folder_KeepsWhatIsThereAndRight()
    {
        var folder = Path.Combine(Cache, "mine");
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, "model.safetensors"), Server.Files["model.safetensors"], Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), """{"model_type":"BERT"}""", Cancellation);

        var model = await PullAsync(options: new ModelPullOptions { Folder = folder });

        Assert.Equal(folder, model.Folder);
        AssertContent(model, UsefulFiles);
        Assert.DoesNotContain(Server.Downloads, request => request.ToContentServer);
        Assert.True(model.Files.Single(file => file.Path == "config.json").Downloaded);
    }

    [Fact]
    public async Task Pull_NewCommit_CostsWhatChangedAndLeavesTheOldAlone()
    {
        var old = await PullAsync();
        var oldConfig = Server.Files["config.json"];
        Server.Commit = "2222222222222222222222222222222222222222";
        Server.Add("config.json", """{"model_type":"other"}""");
        Server.Requests.Clear();

        var current = await PullAsync();

        Assert.NotEqual(old.Folder, current.Folder);
        AssertContent(current, UsefulFiles);
        Assert.Equal(oldConfig, await File.ReadAllBytesAsync(Path.Combine(old.Folder, "config.json"), Cancellation));
        Assert.Equal($"/{HubServer.Model}/resolve/{Server.Commit}/config.json", Assert.Single(Server.Downloads).Path);
    }

    [Fact]
    public async Task Pull_Token_GoesToTheHubAndNowhereElse()
    {
        var model = await PullAsync(options => options.Token = "hf_secret");

        AssertContent(model, UsefulFiles);
        Assert.Contains(Server.Requests, request => request.ToContentServer);
        Assert.All(Server.Requests, request => Assert.Equal(request.ToContentServer ? null : "Bearer hf_secret", request.Authorization));
        Assert.DoesNotContain("hf_secret", string.Concat(Directory.GetFiles(Cache, "*.json", SearchOption.AllDirectories).Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_ListingWithoutHashes_TakesThemFromTheTree()
    {
        Server.Describes = false;
        Server.HasTree = true;

        var model = await PullAsync();

        AssertContent(model, UsefulFiles);
        Assert.Equal(HubServer.Sha256(Server.Files["model.safetensors"]), model.Files.Single(file => file.Path == "model.safetensors").Sha256);
        Assert.DoesNotContain(Server.Requests, request => request.Method == "HEAD");
    }

    [Fact]
    public async Task Pull_NoHashesListed_TakesThemFromTheHeaders()
    {
        Server.Describes = false;

        var model = await PullAsync();
        var again = await PullAsync();

        AssertContent(model, UsefulFiles);
        Assert.Equal(HubServer.Sha256(Server.Files["model.safetensors"]), model.Files.Single(file => file.Path == "model.safetensors").Sha256);
        // The content server signs addresses for reading only.
        Assert.DoesNotContain(Server.Requests, request => request is { ToContentServer: true, Method: "HEAD" });
        Assert.Equal(0, again.BytesDownloaded);
    }

    [Fact]
    public async Task Pull_SeveralAtOnce_DownloadEachFileOnce()
    {
        var models = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PullAsync()));

        Assert.Single(models.Select(model => model.Folder).Distinct());
        Assert.Equal(models[0].Files.Sum(file => file.Size), models.Sum(model => model.BytesDownloaded));
        Assert.Single(Server.Downloads, request => request.ToContentServer);
        AssertContent(models[0], UsefulFiles);
    }

    [Fact]
    public async Task Pull_Offline_AsksNobody()
    {
        var online = await PullAsync();
        Server.Requests.Clear();

        var offline = await PullAsync(options => options.Offline = true);

        Assert.Equal(online.Folder, offline.Folder);
        Assert.Equal(online.Commit, offline.Commit);
        Assert.Equal(online.Files.Select(file => file with { Downloaded = false }).Where(file => file.Sha256 is not null), offline.Files.Where(file => file.Sha256 is not null));
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task Pull_OfflineAndIncomplete_IsAnError()
    {
        var model = await PullAsync();
        File.Delete(Path.Combine(model.Folder, "tokenizer.json"));

        var exception = await FailAsync(options => options.Offline = true);

        Assert.Equal("hub_offline", exception.Code);
        Assert.Contains("HF_HUB_OFFLINE", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_DiskTooSmall_IsSaidBeforeTheDownload()
    {
        using var hub = CreateHub(freeSpace: _ => 1000);

        var exception = await Assert.ThrowsAsync<JinaException>(() => hub.PullAsync(HubServer.Model, cancellationToken: Cancellation));

        Assert.Equal("hub_disk", exception.Code);
        Assert.Contains("1000 bytes are free", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Downloads);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../etc")]
    [InlineData("a/b/c")]
    [InlineData("owner/..")]
    [InlineData("owner/na me")]
    [InlineData("https://host/owner/name")]
    [InlineData("owner/name\n")]
    public async Task Pull_NoModelId_IsAnArgumentError(string id)
    {
        using var hub = CreateHub();

        await Assert.ThrowsAsync<ArgumentException>(() => hub.PullAsync(id, cancellationToken: Cancellation));

        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task Pull_Progress_EndsAtTheWhole()
    {
        var last = default(ModelPullProgress);
        var largest = 0L;
        using var hub = CreateHub(options => options.MaxConcurrentFiles = 1);

        var model = await hub.PullAsync(HubServer.Model, null, new Direct(report => (last, largest) = (report, Math.Max(largest, report.TotalBytes))), Cancellation);

        Assert.Equal(model.BytesDownloaded, last.TotalSize);
        Assert.Equal(last.TotalSize, last.TotalBytes);
        Assert.Equal(last.TotalSize, largest);
        Assert.Equal(("model.safetensors", 300_000L, 300_000L), (last.File, last.FileBytes, last.FileSize));
    }

    private sealed class Direct(Action<ModelPullProgress> action) : IProgress<ModelPullProgress>
    {
        public void Report(ModelPullProgress value) => action(value);
    }
}
