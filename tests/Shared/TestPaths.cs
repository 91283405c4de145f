namespace JinaSharp.TestSupport;

/// <summary>Where the repository and the optional reference data beside it are.</summary>
internal static class TestPaths
{
    /// <summary>The folder that holds <c>JinaSharp.slnx</c>.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>A path under the reference folder beside the repository; the test is skipped, with the reason, where it is missing.</summary>
    public static string Reference(string relative)
    {
        var path = Path.GetFullPath(Path.Combine(Repository, "..", "shared", relative));
        if (!File.Exists(path) && !Directory.Exists(path))
            Assert.Skip($"Reference data is not here: ../shared/{relative} beside the repository. It is optional; the rest of the suite does not need it.");
        return path;
    }

    /// <summary>A fresh folder, removed by the caller.</summary>
    public static string NewTemporaryFolder() => Directory.CreateTempSubdirectory("jinasharp-test-").FullName;

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "JinaSharp.slnx")))
                return folder.FullName;
        throw new InvalidOperationException($"No JinaSharp.slnx above {AppContext.BaseDirectory}.");
    }
}
