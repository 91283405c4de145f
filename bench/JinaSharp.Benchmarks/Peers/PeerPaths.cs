namespace JinaSharp.Benchmarks.Peers;

/// <summary>Where the peers' drivers and the models made for them are.</summary>
internal static class PeerPaths
{
    /// <summary>The folder that holds <c>JinaSharp.slnx</c>.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The drivers: <c>bench/peers/encoder</c>.</summary>
    public static string Encoder { get; } = Path.Combine(Repository, "bench", "peers", "encoder");

    /// <summary>Models of random weights, made on first use.</summary>
    public static string Models { get; } = Path.Combine(Repository, "artifacts", "peers");

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "JinaSharp.slnx"))) return folder.FullName;
        throw new InvalidOperationException($"No JinaSharp.slnx above {AppContext.BaseDirectory}.");
    }
}
