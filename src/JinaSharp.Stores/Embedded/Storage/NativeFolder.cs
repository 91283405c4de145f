using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Flushes a folder, which the base library cannot open.</summary>
internal static partial class NativeFolder
{
    public static SafeFileHandle? Open(string path)
    {
        var descriptor = OpenDescriptor(path, 0);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    // A file system that cannot flush folders (some network ones) says so; there is nothing better to do there.
    public static void Flush(SafeFileHandle handle) => _ = FlushDescriptor(handle);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenDescriptor(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FlushDescriptor(SafeFileHandle descriptor);
}
