using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>Tells the system what will be needed of files. Advice only, given on Linux: nothing depends on its being taken.</summary>
internal static unsafe partial class NativeAdvice
{
    private const int DontNeed = 4;
    private const uint Write = 2;

    /// <summary>Begins to bring part of a file to the disk without waiting for it, so that a later flush has less to do. The flush reports what failed.</summary>
    public static void StartWriting(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux()) _ = SyncFileRange(file, offset, length, Write);
    }

    /// <summary>Takes the pages of a read-only mapping out of the process's memory; they come back when they are read again.</summary>
    public static void Release(byte* start, long length)
    {
        if (OperatingSystem.IsLinux()) _ = Advise(start, checked((nuint)length), DontNeed);
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(byte* start, nuint length, int advice);
}
