namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>The version of the folder format, described in <c>docs/embedded-format.md</c>.</summary>
internal static class StoreFormat
{
    public const int Version = 1;

    /// <summary>Refuses files of a version that this code does not know.</summary>
    public static void RequireVersion(int version, string file)
    {
        if (version == Version) return;
        throw new VectorStoreException($"'{file}' has format version {version}; this version of JinaSharp reads {Version}. Open it with the version that wrote it, or index again.")
        {
            Store = EmbeddedStore.StoreName,
            Code = "unknown_version",
        };
    }
}
