namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Turns errors of the file system into the store's own, with what to do.</summary>
internal static class StorageErrors
{
    // Error numbers of Linux and macOS, and the Windows codes, as they come in HResult.

    /// <summary>The system's limit on the size of a file.</summary>
    public const int FileTooLarge = 27;

    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaLinux = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    public static bool IsFull(Exception error) => error.HResult is NoSpace or FileTooLarge or QuotaLinux or WindowsDiskFull;

    public static bool IsReadOnly(Exception error) => error is UnauthorizedAccessException || error.HResult == ReadOnlyFileSystem;

    public static VectorStoreException Wrap(Exception error, string? collection, string operation, string path, IReadOnlyList<string>? unwritten = null)
    {
        var (message, code) = error switch
        {
            _ when IsFull(error) => ($"there is no room left for '{path}' ({error.Message}). Nothing that was acknowledged is lost: free some space and write again.", "disk_full"),
            _ when IsReadOnly(error) => ($"'{path}' can't be written to ({error.Message}). Give this user the right to write there, or choose another folder.", "read_only"),
            _ => ($"'{path}': {error.Message}", "io"),
        };
        return new VectorStoreException($"The embedded store could not {operation}{(collection is null ? "" : $" collection '{collection}'")}: {message}", error)
        {
            Store = EmbeddedStore.StoreName,
            Collection = collection,
            Operation = operation,
            Code = code,
            UnwrittenIds = unwritten ?? [],
        };
    }
}
