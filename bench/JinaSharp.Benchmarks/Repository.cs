namespace JinaSharp.Benchmarks;

/// <summary>Where the repository is.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>JinaSharp.slnx</c>.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "JinaSharp.slnx"))) return folder.FullName;
        throw new InvalidOperationException($"No JinaSharp.slnx above {AppContext.BaseDirectory}.");
    }
}
