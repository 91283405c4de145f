using Microsoft.Win32.SafeHandles;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Writes to files.</summary>
internal static class DiskFile
{
    /// <exception cref="IOException">The bytes could not be written, also where a limit of the system on the size of files is the reason.</exception>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(file, bytes, offset);
        }
        catch (ArgumentOutOfRangeException error)
        {
            // The runtime reports the system's EFBIG so.
            throw new IOException(error.Message, StorageErrors.FileTooLarge);
        }
    }
}
