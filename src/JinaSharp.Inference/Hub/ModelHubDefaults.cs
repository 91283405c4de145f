namespace JinaSharp.Inference;

/// <summary>What holds where <see cref="ModelHubOptions"/> says nothing.</summary>
internal static class ModelHubDefaults
{
    public const int MaxConcurrentFiles = 4;
    public const int MaxAttempts = 5;
    public const string Revision = "main";

    /// <summary>The variables that may hold a token, the first that is set wins.</summary>
    public static readonly string[] TokenVariables = ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"];

    public static Uri Endpoint { get; } = new("https://huggingface.co");

    public static string CacheFolder(Func<string, string?> get) =>
        get("JINASHARP_CACHE") is { Length: > 0 } own ? Path.Combine(own, "models") : Path.Combine(UserCache(get), "jinasharp", "models");

    public static string HuggingFaceCacheFolder(Func<string, string?> get)
    {
        if (get("HF_HUB_CACHE") is { Length: > 0 } cache) return cache;
        return Path.Combine(get("HF_HOME") is { Length: > 0 } home ? home : Path.Combine(XdgCache(get), "huggingface"), "hub");
    }

    private static string UserCache(Func<string, string?> get) =>
        OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) : XdgCache(get);

    // The hub's own tools use ~/.cache on every system.
    private static string XdgCache(Func<string, string?> get) =>
        get("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(get("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
}
