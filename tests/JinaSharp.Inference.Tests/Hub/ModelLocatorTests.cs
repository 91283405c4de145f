using JinaSharp.TestSupport.Hub;

namespace JinaSharp.Inference.Tests.Hub;

public sealed class ModelLocatorTests : ModelHubTestBase
{
    private const string Commit = "ab036b02";

    [Fact]
    public async Task Find_PulledModel_ByIdByCommitAndByFolder()
    {
        var model = await PullAsync();
        var options = new ModelHubOptions { CacheFolder = Cache, HuggingFaceCacheFolder = null };

        Assert.Equal(model.Folder, ModelLocator.Find(HubServer.Model, options));
        Assert.Equal(model.Folder, ModelLocator.Find(HubServer.Model, options, model.Commit));
        Assert.Equal(model.Folder, ModelLocator.Find(model.Folder, options));
        Assert.Null(ModelLocator.Find(HubServer.Model, options, "v2"));
        Assert.Null(ModelLocator.Find("jinaai/other", options));
        Assert.Null(ModelLocator.Find("../" + Path.GetFileName(Cache), options));
    }

    [Fact]
    public void Find_ModelOfTheHuggingFaceCache_IsFound()
    {
        var root = Path.Combine(Cache, "models--jinaai--jina-embeddings-v3");
        Directory.CreateDirectory(Path.Combine(root, "refs"));
        Directory.CreateDirectory(Path.Combine(root, "snapshots", Commit));
        File.WriteAllText(Path.Combine(root, "refs", "main"), Commit);
        File.WriteAllText(Path.Combine(root, "snapshots", Commit, "config.json"), "{}");
        var options = new ModelHubOptions { CacheFolder = Path.Combine(Cache, "own"), HuggingFaceCacheFolder = Cache };

        // A model of the catalogue needs no owner.
        Assert.Equal(Path.Combine(root, "snapshots", Commit), ModelLocator.Find("jina-embeddings-v3", options));
        File.WriteAllText(Path.Combine(root, "refs", "main"), "../../../etc");
        Assert.Null(ModelLocator.Find("jina-embeddings-v3", options));
    }

    [Fact]
    public void FromEnvironment_Variables_AreRead()
    {
        var variables = new Dictionary<string, string> { ["HUGGING_FACE_HUB_TOKEN"] = " hf_old ", ["HF_HUB_OFFLINE"] = "true", ["HF_HOME"] = "/hf", ["JINASHARP_CACHE"] = "/own", ["HF_ENDPOINT"] = "https://mirror.example/hf" };

        var options = ModelHubOptions.FromEnvironment(name => variables.GetValueOrDefault(name));

        Assert.Equal("hf_old", options.Token);
        Assert.True(options.Offline);
        Assert.Equal(Path.Combine("/hf", "hub"), options.HuggingFaceCacheFolder);
        Assert.Equal(Path.Combine("/own", "models"), options.CacheFolder);
        Assert.Equal(new Uri("https://mirror.example/hf"), options.Endpoint);
        variables["HF_TOKEN"] = "hf_new";
        Assert.Equal("hf_new", ModelHubOptions.FromEnvironment(name => variables.GetValueOrDefault(name)).Token);
        variables["HF_ENDPOINT"] = "mirror";
        Assert.Throws<ArgumentException>(() => ModelHubOptions.FromEnvironment(name => variables.GetValueOrDefault(name)));
    }
}
