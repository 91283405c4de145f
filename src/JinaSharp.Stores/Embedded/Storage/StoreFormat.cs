namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>The version of the folder format, described in <c>docs/embedded-format.md</c>.</summary>
internal static class StoreFormat
{
    public const int Version = 3;

    // Segments of version 1 have codes of vectors that were not rotated: codes are then made anew in memory. Those of version 2 have checksums of larger blocks, and lists for one vector only.
    private const int OldestVersion = 1;

    /// <summary>Refuses files of a version that this code does not know.</summary>
    public static void RequireVersion(int version, string file)
    {
        if (version is >= OldestVersion and <= Version) return;
        throw new VectorStoreException($"'{file}' has format version {version}; this version of JinaSharp reads {OldestVersion} to {Version}. Open it with the version that wrote it, or index again.")
        {
            Store = EmbeddedStore.StoreName,
            Code = "unknown_version",
        };
    }
}
