using JinaSharp.Inference.Hub;

namespace JinaSharp.Inference;

/// <summary>Finds the folder of a model that is on this machine.</summary>
public static class ModelLocator
{
    private const string ConfigName = "config.json";

    /// <summary>Finds a model's folder; never downloads.</summary>
    /// <param name="model">A folder, or the id of a model that <see cref="ModelHub"/> or another program downloaded from a hub.</param>
    /// <param name="options">Where models are kept; the environment's where null.</param>
    /// <param name="revision">A branch, a tag or a commit, for an id.</param>
    /// <returns>The folder, or null where there is none. A model of our own cache is complete; one of the Hugging Face cache has its configuration at least.</returns>
    public static string? Find(string model, ModelHubOptions? options = null, string revision = "main")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        if (File.Exists(Path.Combine(model, ConfigName))) return Path.GetFullPath(model);
        if (HubModelId.TryParse(model) is not { } id) return null;
        HubModelId.CheckRevision(revision);
        options ??= ModelHubOptions.FromEnvironment();
        return new ModelCache(options.CacheFolder, id).Find(revision)?.Folder.Path ?? FindHuggingFace(options.HuggingFaceCacheFolder, id, revision);
    }

    /// <summary>The models that <see cref="ModelHub"/> has downloaded whole, by id.</summary>
    /// <param name="options">Where models are kept; the environment's where null.</param>
    /// <returns>Ids and folders, in the order of the ids. Models of other programs' caches are not among them.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>> ListPulled(ModelHubOptions? options = null)
    {
        options ??= ModelHubOptions.FromEnvironment();
        var root = new DirectoryInfo(options.CacheFolder);
        if (!root.Exists) return [];
        return
        [
            .. root.EnumerateDirectories()
                .Select(folder => HubModelId.FromFolderName(folder.Name))
                .OfType<HubModelId>()
                .Select(id => KeyValuePair.Create(id.Value, new ModelCache(options.CacheFolder, id).Find("main")?.Folder.Path ?? ""))
                .Where(model => model.Value.Length > 0)
                .OrderBy(model => model.Key, StringComparer.Ordinal),
        ];
    }

    // https://huggingface.co/docs/huggingface_hub/guides/manage-cache has the layout.
    private static string? FindHuggingFace(string? cache, HubModelId id, string revision)
    {
        if (cache is null) return null;
        var root = Path.Combine(Path.GetFullPath(cache), "models--" + id.FolderName);
        var reference = HubPath.Problem(revision) is null ? Path.Combine(root, "refs", revision) : "";
        var commit = File.Exists(reference) ? File.ReadAllText(reference).Trim() : revision;
        if (!commit.All(char.IsAsciiLetterOrDigit)) return null;
        var snapshot = Path.Combine(root, "snapshots", commit);
        return File.Exists(Path.Combine(snapshot, ConfigName)) ? snapshot : null;
    }
}
